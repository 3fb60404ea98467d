import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { GraphqlResponse } from "../../support/query.js";
import { createClaims, createIdTokenClaims } from "../forged-tokens.js";
import { allScopes, startTestEnv, useTestEnv } from "../../support/test-env.js";

const now = (): number => Math.floor(Date.now() / 1000);

describe("JWT access tokens", () => {
  const env = useTestEnv();

  const me = (authorization: string): Promise<GraphqlResponse> =>
    env.query("{ me { id } }", { headers: { authorization } });

  /** Claims without metadata: not every access token has the metadata claim. */
  const accessTokenClaims = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> =>
    createClaims(env, { "urn:zitadel:iam:user:metadata": undefined, ...changes });

  it("accepts a signed JWT with only the required claims of an access token", {
    tags: ["embedded"],
  }, async () => {
    const token = await env.emulator.signJwt(accessTokenClaims());
    expect(await me(`Bearer ${token}`)).toMatchObject({
      codes: [],
      data: { me: { id: accessTokenClaims()["sub"] } },
    });
  });

  const wrongClaims: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["another issuer", { iss: "https://zitadel.example" }],
    ["no issuer", { iss: undefined }],
    ["another project's audience", { aud: ["999999999999999999"] }],
    ["no audience", { aud: undefined }],
    ["an exp in the past", { exp: 1_000_000 }],
    ["no exp", { exp: undefined }],
    ["an nbf in the future", { nbf: 4_000_000_000 }],
    ["no subject", { sub: undefined }],
    ["an empty subject", { sub: "" }],
    ["no nbf, like an ID token", { nbf: undefined }],
    ["no jti, like an ID token", { jti: undefined }],
    ...["azp", "at_hash", "c_hash", "events"].map(
      (claim) => [`the claim ${claim} of another token type`, { [claim]: "x" }] as const,
    ),
  ];
  it.each(wrongClaims)("rejects a signed JWT with %s", { tags: ["embedded"] }, async (_, changes) => {
    const token = await env.emulator.signJwt(accessTokenClaims(changes));
    expect(await me(`Bearer ${token}`)).toMatchObject({ data: { me: null }, codes: ["UNAUTHENTICATED"] });
    expect(env.takeCalls().introspect).toBeUndefined();
  });

  it.each(["sid", "nonce", "auth_time"])(
    "accepts a signed JWT with the claim %s, which an action in ZITADEL can add",
    { tags: ["embedded"] },
    async (claim) => {
      const token = await env.emulator.signJwt(accessTokenClaims({ [claim]: "x" }));
      expect((await me(`Bearer ${token}`)).codes).toEqual([]);
    },
  );

  it("rejects an ID token to which an action in ZITADEL adds jti and nbf", {
    tags: ["embedded"],
  }, async () => {
    const token = await env.emulator.signJwt(createIdTokenClaims(env, { jti: "V2_1-at_2", nbf: now() }));
    expect((await me(`Bearer ${token}`)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("accepts a signed JWT without client_id, as older ZITADEL releases issue it", {
    tags: ["embedded"],
  }, async () => {
    const token = await env.emulator.signJwt(accessTokenClaims({ client_id: undefined }));
    expect((await me(`Bearer ${token}`)).codes).toEqual([]);
  });

  it("does not treat a JWT without client_id as a personal access token under ALLOWED_CLIENT_IDS", {
    tags: ["embedded"],
  }, async () => {
    await using restricted = await startTestEnv({ ALLOWED_CLIENT_IDS: "pat" });
    const token = await restricted.emulator.signJwt(createClaims(restricted, { client_id: undefined }));
    expect((await restricted.query("{ me { id } }", { token })).codes).toEqual(["UNAUTHENTICATED"]);
    const pat = restricted.zitadel.directory.personalAccessToken("manager");
    expect((await restricted.query("{ me { id } }", { token: pat })).codes).toEqual([]);
  });

  it("names the clock if a token is not valid yet", { tags: ["embedded"] }, async () => {
    const token = await env.emulator.signJwt(accessTokenClaims({ nbf: now() + 300 }));
    expect((await me(`Bearer ${token}`)).errors[0]?.message).toBe(
      "The access token is not valid yet (claim nbf). If it was just issued, the clock of this subgraph's machine is behind that of ZITADEL.",
    );
  });

  it("tolerates a clock skew of up to 30 seconds", { tags: ["embedded"] }, async () => {
    const token = (seconds: number): Promise<string> =>
      env.emulator.signJwt(accessTokenClaims({ exp: now() - seconds }));
    expect((await me(`Bearer ${await token(20)}`)).codes).toEqual([]);
    expect((await me(`Bearer ${await token(40)}`)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it.each(["spa", "spa-jwt"])("rejects the ID token of a login through %s", async (app) => {
    const { idToken } = await env.zitadel.issueTokens("road-runner", app, allScopes);
    expect((await me(`Bearer ${idToken}`)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("rejects a JWT that is modified, unsigned, or signed by another key with ZITADEL's key id", async () => {
    const real = await env.login("road-runner", { app: "spa-jwt" });
    const [header = "", payload = "", signature = ""] = real.split(".");
    const { kid = "" } = decodeProtectedHeader(real);
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const forged = await new SignJWT(accessTokenClaims())
      .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
      .sign(privateKey);
    const changed = [
      header,
      Buffer.from(JSON.stringify(accessTokenClaims({ sub: "1" }))).toString("base64url"),
      signature,
    ].join(".");
    const unsigned = `${Buffer.from(JSON.stringify({ alg: "none", kid })).toString("base64url")}.${payload}.`;
    const unsecured = new UnsecuredJWT(accessTokenClaims()).encode();
    const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
    const { keys } = jwks.parse(await (await fetch(`${env.zitadel.issuer}/oauth/v2/keys`)).json());
    const published = createPublicKey({ key: keys[0] ?? {}, format: "jwk" }).export({
      type: "spki",
      format: "pem",
    });
    const confused = await new SignJWT(accessTokenClaims())
      .setProtectedHeader({ alg: "HS256", kid, typ: "JWT" })
      .sign(Buffer.from(published));
    for (const token of [forged, changed, unsigned, unsecured, confused]) {
      expect((await me(`Bearer ${token}`)).codes).toEqual(["UNAUTHENTICATED"]);
    }
  });

  it.each(["ES256", "EdDSA", "RS256"] as const)(
    "accepts tokens of a new signing key immediately after a rotation to %s",
    { tags: ["embedded"] },
    async (algorithm) => {
      await using rotating = await startTestEnv();
      const queryMe = async (): Promise<readonly string[]> => {
        const token = await rotating.login("road-runner", { app: "spa-jwt" });
        return (await rotating.query("{ me { id } }", { token })).codes;
      };
      // Loads the signing keys while the old key is in use.
      expect(await queryMe()).toEqual([]);
      await rotating.emulator.rotateSigningKey(algorithm);
      expect(await queryMe()).toEqual([]);
    },
  );
});
