import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { callerCount, toUserId, serviceUser } from "../test-data.js";

/** The project of the callers' tokens, and the API application that introspects them. */
export const projectId = "330000000000000001";
export const introspectionClient = { id: "330000000000000002", secret: "bench" } as const;

export interface Tokens {
  /** One access token for each caller, alternately a JWT and an opaque token. */
  readonly callerTokens: readonly string[];
  /** A personal access token of the service user. */
  readonly serviceToken: string;
  /** User ids by token. */
  readonly userByToken: ReadonlyMap<string, string>;
  readonly keys: readonly JWK[];
  /** Returns the introspection response for a token. */
  introspect(token: string): Readonly<Record<string, unknown>>;
}

const lifetimeSeconds = 3600;

export async function createTokens(issuer: string): Promise<Tokens> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const kid = "bench";
  const now = Math.floor(Date.now() / 1000);
  const claimsOf = (sub: string): Record<string, unknown> => ({
    iss: issuer,
    sub,
    aud: [projectId],
    exp: now + lifetimeSeconds,
    iat: now,
    nbf: now,
    jti: sub,
    client_id: "330000000000000003",
    scope: "openid urn:zitadel:iam:user:metadata",
  });
  const sign = (sub: string): Promise<string> =>
    new SignJWT(claimsOf(sub)).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);

  const users = Array.from({ length: callerCount }, (_, number) => toUserId(number));
  const callerTokens = await Promise.all(
    users.map((user, number) =>
      number % 2 === 0 ? sign(user) : Promise.resolve(randomBytes(48).toString("base64url")),
    ),
  );
  const serviceToken = randomBytes(53).toString("base64url");
  const userByToken = new Map(callerTokens.map((token, number) => [token, toUserId(number)]));
  userByToken.set(serviceToken, serviceUser);
  return {
    callerTokens,
    serviceToken,
    userByToken,
    keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }],
    introspect(token) {
      const user = userByToken.get(token);
      return user === undefined ? { active: false } : { active: true, ...claimsOf(user) };
    },
  };
}
