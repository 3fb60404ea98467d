import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { callerCount, ownerId, serviceUser } from "../people.js";

/** The application whose tokens are asked with, and the one that introspects them. */
export const projectId = "330000000000000001";
export const introspection = { id: "330000000000000002", secret: "bench" } as const;

export interface Tokens {
  /** One for each caller, by turns a JWT and an opaque one. */
  readonly ofCallers: readonly string[];
  /** A personal access token of the service user's. */
  readonly ofService: string;
  /** Token → user. */
  readonly userOf: ReadonlyMap<string, string>;
  readonly keys: readonly JWK[];
  /** What introspection says of a token. */
  describe(token: string): Readonly<Record<string, unknown>>;
}

const anHour = 3600;

export async function createTokens(issuer: string): Promise<Tokens> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const kid = "bench";
  const now = Math.floor(Date.now() / 1000);
  const claimsOf = (sub: string): Record<string, unknown> => ({
    iss: issuer,
    sub,
    aud: [projectId],
    exp: now + anHour,
    iat: now,
    nbf: now,
    jti: sub,
    client_id: "330000000000000003",
    scope: "openid urn:zitadel:iam:user:metadata",
  });
  const sign = (sub: string): Promise<string> =>
    new SignJWT(claimsOf(sub)).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);

  const users = Array.from({ length: callerCount }, (_, number) => ownerId(number));
  const ofCallers = await Promise.all(
    users.map((user, number) =>
      number % 2 === 0 ? sign(user) : Promise.resolve(randomBytes(48).toString("base64url")),
    ),
  );
  const ofService = randomBytes(53).toString("base64url");
  const userOf = new Map(ofCallers.map((token, number) => [token, ownerId(number)]));
  userOf.set(ofService, serviceUser);
  return {
    ofCallers,
    ofService,
    userOf,
    keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }],
    describe(token) {
      const user = userOf.get(token);
      return user === undefined ? { active: false } : { active: true, ...claimsOf(user) };
    },
  };
}
