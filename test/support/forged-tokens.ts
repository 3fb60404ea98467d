import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { z } from "zod";
import type { TestEnv } from "./test-env.js";

const now = (): number => Math.floor(Date.now() / 1000);
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
const metadataClaim = "urn:zitadel:iam:user:metadata";

/** What every JWT access token of road-runner's through spa-jwt says. */
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

/** The same, as an ID token of ZITADEL's has it. */
export function createIdTokenClaims(
  env: TestEnv,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const claims = createClaims(env, { nbf: undefined, jti: undefined });
  return { ...claims, azp: claims["client_id"], auth_time: now(), ...changes };
}

/** Tokens that look like ZITADEL's and that ZITADEL did not sign like this. */
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
    "alg none, with ZITADEL's key id": `${encode({ alg: "none", kid })}.${payload}.`,
    "alg none, as libraries write it": new UnsecuredJWT(createClaims(env)).encode(),
    "alg None, in another case": `${encode({ alg: "None", kid })}.${payload}.${signature}`,
    "HS256 with the public key as its secret": await sign("HS256", await publishedPem(env)),
    "a stranger's signature under ZITADEL's key id": await sign("RS256", rsa),
    "another algorithm than that of the key it names": await sign("ES256", ec),
    "the payload of one token and the signature of another": `${header}.${othersPayload}.${signature}`,
    "a changed payload": `${header}.${encode(createClaims(env, { sub: "1" }))}.${signature}`,
    "no signature": `${header}.${payload}.`,
    "a header that demands an extension": `${encode({ alg: "RS256", kid, crit: ["x"], x: 1 })}.${payload}.${signature}`,
    "a header that brings its own key": `${encode({ alg: "RS256", kid: "own", jwk: {} })}.${payload}.${signature}`,
    "a header that says where the keys are": `${encode({ alg: "RS256", kid: "own", jku: "http://evil.example" })}.${payload}.${signature}`,
  };
}

async function publishedPem({ zitadel }: TestEnv): Promise<Uint8Array> {
  const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
  const { keys } = jwks.parse(await (await fetch(`${zitadel.issuer}/oauth/v2/keys`)).json());
  const key = createPublicKey({ key: keys[0] ?? {}, format: "jwk" });
  return Buffer.from(key.export({ type: "spki", format: "pem" }));
}
