import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { z } from "zod";
import type { TestEnv } from "../support/test-env.js";

const now = (): number => Math.floor(Date.now() / 1000);
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
const metadataClaim = "urn:zitadel:iam:user:metadata";

/** Returns the claims of a JWT access token that road-runner gets through the app spa-jwt. */
export function createClaims(
  { zitadel }: TestEnv,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { user, app, project } = zitadel.directory;
  return {
    iss: zitadel.issuer,
    sub: user("road-runner"),
    aud: [app("spa-jwt"), project("shop")],
    exp: now() + 600,
    iat: now(),
    nbf: now(),
    client_id: app("spa-jwt"),
    jti: "V2_1-at_2",
    [metadataClaim]: { plan: "Z29sZA" },
    ...changes,
  };
}

/** Returns the same claims as ZITADEL puts them into an ID token. */
export function createIdTokenClaims(
  env: TestEnv,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const claims = createClaims(env, { nbf: undefined, jti: undefined });
  return { ...claims, azp: claims["client_id"], auth_time: now(), ...changes };
}

/**
 * Returns tokens that resemble ZITADEL's but were not signed by ZITADEL in this form. The keys describe them.
 */
export async function forgedTokens(env: TestEnv): Promise<Readonly<Record<string, string>>> {
  const real = await env.login("road-runner", { app: "spa-jwt" });
  const other = await env.login("wile-coyote", { app: "spa-jwt" });
  const [header = "", payload = "", signature = ""] = real.split(".");
  const [, othersPayload = ""] = other.split(".");
  const { kid = "" } = decodeProtectedHeader(real);
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const sign = (alg: string, key: Parameters<SignJWT["sign"]>[0]): Promise<string> =>
    new SignJWT(createClaims(env)).setProtectedHeader({ alg, kid, typ: "JWT" }).sign(key);
  return {
    "algorithm none with ZITADEL's key id": `${encode({ alg: "none", kid })}.${payload}.`,
    "algorithm none as a library writes it": new UnsecuredJWT(createClaims(env)).encode(),
    "algorithm None in another letter case": `${encode({ alg: "None", kid })}.${payload}.${signature}`,
    "HS256 with the public key as the secret": await sign("HS256", await publishedPem(env)),
    "the signature of another key under ZITADEL's key id": await sign("RS256", rsa),
    "an algorithm other than that of the named key": await sign("ES256", ec),
    "the payload of one token and the signature of another": `${header}.${othersPayload}.${signature}`,
    "a changed payload": `${header}.${encode(createClaims(env, { sub: "1" }))}.${signature}`,
    "no signature": `${header}.${payload}.`,
    "a header with a critical extension": `${encode({ alg: "RS256", kid, crit: ["x"], x: 1 })}.${payload}.${signature}`,
    "a header with an embedded key": `${encode({ alg: "RS256", kid: "own", jwk: {} })}.${payload}.${signature}`,
    "a header with the address of a key set": `${encode({ alg: "RS256", kid: "own", jku: "http://evil.example" })}.${payload}.${signature}`,
  };
}

async function publishedPem({ zitadel }: TestEnv): Promise<Uint8Array> {
  const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
  const { keys } = jwks.parse(await (await fetch(`${zitadel.issuer}/oauth/v2/keys`)).json());
  const key = createPublicKey({ key: keys[0] ?? {}, format: "jwk" });
  return Buffer.from(key.export({ type: "spki", format: "pem" }));
}
