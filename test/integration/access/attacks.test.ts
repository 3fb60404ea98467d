import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { queryEntities, readGraphqlResponse, setUserMetadata } from "../../support/query.js";
import { createClaims, forgedTokens, createIdTokenClaims } from "../forged-tokens.js";
import { allScopes, startTestEnv, withRules, useTestEnv } from "../../support/test-env.js";

// Requests of an attacker without a token, with a token for another purpose, or with too few rights.
// The service user can read all metadata here, so a token accepted by mistake would expose all of it.

const openPolicy = withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }], {
  JWT_SKIP_INTROSPECTION: "true",
});
const noCalls = {
  list: undefined,
  set: undefined,
  remove: undefined,
  userinfo: undefined,
  getUser: undefined,
};

describe("invalid tokens", { tags: ["embedded"] }, () => {
  const env = useTestEnv(openPolicy);
  beforeAll(async () => {
    // Loads the signing keys.
    await env.query("{ me { id } }", { token: await env.login("road-runner", { app: "spa-jwt" }) });
  });

  /** Expects UNAUTHENTICATED, no change, and no call to ZITADEL but the given number of introspections. */
  async function expectRejected(token: string, introspections = 0): Promise<void> {
    const roadRunner = env.zitadel.directory.user("road-runner");
    const read = await queryEntities(env, [roadRunner], "metadata { key }", { token });
    expect(read).toMatchObject({ data: { _entities: [{ metadata: null }] }, codes: ["UNAUTHENTICATED"] });
    const written = await setUserMetadata(env, token, roadRunner, [{ key: "pwned", value: "1" }]);
    expect(written).toMatchObject({ data: { setUserMetadata: null }, codes: ["UNAUTHENTICATED"] });
    expect({ ...noCalls, ...env.takeCalls() }).toEqual({
      ...noCalls,
      ...(introspections > 0 && { introspect: introspections }),
    });
    expect((await env.zitadel.getMetadata(roadRunner)).has("pwned")).toBe(false);
  }

  it("rejects tokens that ZITADEL did not sign in this form", async () => {
    const forged = await forgedTokens(env);
    env.takeCalls();
    for (const [name, token] of Object.entries(forged)) {
      const response = await env.query("{ me { metadata { key } } }", { token });
      expect([name, response.codes, response.data]).toEqual([name, ["UNAUTHENTICATED"], { me: null }]);
    }
    // An unknown key id causes a reload of the keys. A token without a key id is treated as opaque.
    expect(env.takeCalls()).toEqual({ keys: 1, introspect: 1 });
  });

  const changes: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["another issuer", { iss: "https://zitadel.example" }],
    ["an issuer with a trailing slash", { iss: "http://localhost/" }],
    ["another audience", { aud: ["999999999999999999"] }],
    ["only ZITADEL's own audience", { aud: ["zitadel"] }],
    ["no exp", { exp: undefined }],
    ["an exp in the past", { exp: 1_000_000_000 }],
    ["an exp that is not a number", { exp: "9999999999" }],
    ["an nbf in the future", { nbf: 4_000_000_000 }],
    ["no subject", { sub: undefined }],
    ["an act claim of another user", { act: { sub: "1" } }],
    ["a logout token's events", { events: { "http://schemas.openid.net/event/backchannel-logout": {} } }],
  ];
  it.each(changes)("rejects a signed JWT with %s", async (_, change) => {
    await expectRejected(await env.emulator.signJwt(createClaims(env, change)));
  });

  const idTokens: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["of a person", { at_hash: "x", sid: "V1_1", nonce: "n", amr: ["pwd"] }],
    ["of a service user", { at_hash: "x", amr: ["pwd"] }],
    ["of an implicit flow", { nonce: "n" }],
    ["with a jti and an nbf", { jti: "1", nbf: 1 }],
    ["without azp and auth_time", { azp: undefined, auth_time: undefined }],
  ];
  it.each(idTokens)("rejects an ID token %s", async (_, change) => {
    await expectRejected(await env.emulator.signJwt(createIdTokenClaims(env, change)));
  });

  it.each(["spa", "spa-jwt"])("rejects the ID token of a login through %s", async (app) => {
    await expectRejected((await env.zitadel.issueTokens("road-runner", app, allScopes)).idToken);
  });

  it("rejects a refresh token", async () => {
    const { refreshToken = "" } = await env.zitadel.issueTokens(
      "road-runner",
      "spa",
      `${allScopes} offline_access`,
    );
    await expectRejected(refreshToken, 2);
  });

  it("rejects an opaque token whose introspection result has an act claim, another audience or issuer, or no subject", async () => {
    const validResult = { active: true, scope: "openid", ...createClaims(env) };
    const invalidChanges = [
      { act: { sub: "1" } },
      { aud: ["1"] },
      { iss: "https://zitadel.example" },
      { sub: "" },
    ];
    for (const change of invalidChanges) {
      env.emulator.failNext("/oauth/v2/introspect", {
        status: 200,
        body: JSON.stringify({ ...validResult, ...change }),
      });
      expect((await env.query("{ me { id } }", { token: "opaque" })).codes).toEqual(["UNAUTHENTICATED"]);
    }
    env.emulator.failNext("/oauth/v2/introspect", { status: 200, body: JSON.stringify(validResult) });
    expect((await env.query("{ me { id } }", { token: "opaque" })).codes).toEqual([]);
  });

  it("rejects a revoked token", async () => {
    const token = await env.login("road-runner");
    env.emulator.revoke(token);
    await expectRejected(token, 2);
  });

  it("rejects a token of an application that ALLOWED_CLIENT_IDS does not list", async () => {
    await using oneClient = await startTestEnv({ ALLOWED_CLIENT_IDS: "1" });
    for (const app of ["spa", "spa-jwt"]) {
      const token = await oneClient.login("road-runner", { app });
      expect((await oneClient.query("{ me { id } }", { token })).codes).toEqual(["UNAUTHENTICATED"]);
    }
  });

  it("reloads the signing keys only once for many unknown key ids", async () => {
    await using flooded = await startTestEnv(openPolicy);
    const secret = Buffer.alloc(32, 1);
    for (let n = 0; n < 50; n++) {
      const header = { alg: "RS256", kid: randomUUID() };
      const [, ...rest] = (
        await new SignJWT(createClaims(flooded)).setProtectedHeader({ alg: "HS256" }).sign(secret)
      ).split(".");
      const token = [Buffer.from(JSON.stringify(header)).toString("base64url"), ...rest].join(".");
      expect((await flooded.query("{ me { id } }", { token })).codes).toEqual(["UNAUTHENTICATED"]);
    }
    expect(flooded.takeCalls().keys).toBe(2);
  });

  it("rejects a token of 100 kB", async () => {
    const url = env.url;
    const headers = { "content-type": "application/json", authorization: `Bearer ${"x".repeat(100_000)}` };
    const response = await fetch(url, { method: "POST", headers, body: '{"query":"{ me { id } }"}' }).catch(
      () => undefined,
    );
    expect(response?.status ?? 431).toBe(431);
    expect(env.takeCalls()).toEqual({});
  });

  it("ignores a token in the query string, in the body and in other headers", async () => {
    const token = await env.login("road-runner");
    const body = JSON.stringify({
      query: "{ me { id } }",
      access_token: token,
      extensions: { access_token: token },
    });
    const headers = {
      "content-type": "application/json",
      "x-access-token": token,
      cookie: `access_token=${token}`,
    };
    const response = await readGraphqlResponse(
      await fetch(`${env.url}?access_token=${token}`, { method: "POST", headers, body }),
    );
    expect(response).toMatchObject({ data: { me: null }, codes: [] });
    expect(env.takeCalls()).toEqual({});
  });
});
