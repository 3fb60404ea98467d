import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readGraphqlResponse } from "../../support/graphql-response.js";
import { queryEntities } from "../../support/entities.js";
import { createClaims, forgedTokens, createIdTokenClaims } from "../../support/forged-tokens.js";
import { setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { allScopes, startTestEnv, type TestEnv } from "../../support/test-env.js";

// What somebody would try who has no token, a token of something else, or less rights than they want.
// Our own service user reads everything here, so whatever gets in gets everything.

const everything = withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }], {
  JWT_SKIP_INTROSPECTION: "true",
});
const noCalls = {
  list: undefined,
  set: undefined,
  remove: undefined,
  userinfo: undefined,
  getUser: undefined,
};

describe("a token that is not good", { tags: ["embedded"] }, () => {
  let env: TestEnv;
  beforeAll(async () => {
    env = await startTestEnv(everything);
    // The keys are read.
    await env.query("{ me { id } }", { token: await env.login("road-runner", { app: "spa-jwt" }) });
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  /** Nothing is told, nothing is changed, and ZITADEL is not asked for anything but, perhaps, whether the token is good. */
  async function expectRefused(token: string, introspections = 0): Promise<void> {
    const roadRunner = env.zitadel.directory.user("road-runner");
    const read = await queryEntities(env, [roadRunner], "metadata { key }", { token });
    expect(read).toMatchObject({ data: { _entities: [{ metadata: null }] }, codes: ["UNAUTHENTICATED"] });
    const written = await setUserMetadata(env, token, roadRunner, [{ key: "pwned", value: "1" }]);
    expect(written).toMatchObject({ data: { setUserMetadata: null }, codes: ["UNAUTHENTICATED"] });
    expect({ ...noCalls, ...env.takeCalls() }).toEqual({
      ...noCalls,
      ...(introspections > 0 && { introspect: introspections }),
    });
    expect((await env.zitadel.metadataOf(roadRunner)).has("pwned")).toBe(false);
  }

  it("is one that ZITADEL did not sign like this", async () => {
    const forged = await forgedTokens(env);
    env.takeCalls();
    for (const [what, token] of Object.entries(forged)) {
      const answer = await env.query("{ me { metadata { key } } }", { token });
      expect([what, answer.codes, answer.data]).toEqual([what, ["UNAUTHENTICATED"], { me: null }]);
    }
    // For a key id that is unknown the keys are read again; the one without a key id counts as opaque.
    expect(env.takeCalls()).toEqual({ keys: 1, introspect: 1 });
  });

  const changes: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["a foreign issuer", { iss: "https://zitadel.example" }],
    ["an issuer with a slash more", { iss: "http://localhost/" }],
    ["a foreign audience", { aud: ["999999999999999999"] }],
    ["ZITADEL's own audience alone", { aud: ["zitadel"] }],
    ["no end", { exp: undefined }],
    ["an end in the past", { exp: 1_000_000_000 }],
    ["an end that is no number", { exp: "9999999999" }],
    ["a beginning in the future", { nbf: 4_000_000_000 }],
    ["no subject", { sub: undefined }],
    ["somebody else acting", { act: { sub: "1" } }],
    ["a logout token's events", { events: { "http://schemas.openid.net/event/backchannel-logout": {} } }],
  ];
  it.each(changes)("is a signed JWT with %s", async (_, change) => {
    await expectRefused(await env.emulator.signJwt(createClaims(env, change)));
  });

  const idTokens: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ["of a person", { at_hash: "x", sid: "V1_1", nonce: "n", amr: ["pwd"] }],
    ["of a service user", { at_hash: "x", amr: ["pwd"] }],
    ["of an implicit flow", { nonce: "n" }],
    ["with a jti and an nbf", { jti: "1", nbf: 1 }],
    ["with next to nothing", { azp: undefined, auth_time: undefined }],
  ];
  it.each(idTokens)("is an ID token %s", async (_, change) => {
    await expectRefused(await env.emulator.signJwt(createIdTokenClaims(env, change)));
  });

  it.each(["spa", "spa-jwt"])("is the ID token of a login through %s", async (app) => {
    await expectRefused((await env.zitadel.issueTokens("road-runner", app, allScopes)).idToken);
  });

  it("is a refresh token", async () => {
    const { refreshToken = "" } = await env.zitadel.issueTokens(
      "road-runner",
      "spa",
      `${allScopes} offline_access`,
    );
    await expectRefused(refreshToken, 2);
  });

  it("is an opaque one of which ZITADEL says that somebody acts in it, or that it is meant for others", async () => {
    const good = { active: true, scope: "openid", ...createClaims(env) };
    const answers = [{ act: { sub: "1" } }, { aud: ["1"] }, { iss: "https://zitadel.example" }, { sub: "" }];
    for (const change of answers) {
      env.emulator.failNext("/oauth/v2/introspect", {
        status: 200,
        body: JSON.stringify({ ...good, ...change }),
      });
      expect((await env.query("{ me { id } }", { token: "opaque" })).codes).toEqual(["UNAUTHENTICATED"]);
    }
    env.emulator.failNext("/oauth/v2/introspect", { status: 200, body: JSON.stringify(good) });
    expect((await env.query("{ me { id } }", { token: "opaque" })).codes).toEqual([]);
  });

  it("is one that was revoked", async () => {
    const token = await env.login("road-runner");
    env.emulator.revoke(token);
    await expectRefused(token, 2);
  });

  it("is one of an application that ALLOWED_CLIENT_IDS does not name", async () => {
    await using narrow = await startTestEnv({ ALLOWED_CLIENT_IDS: "1" });
    for (const app of ["spa", "spa-jwt"]) {
      const token = await narrow.login("road-runner", { app });
      expect((await narrow.query("{ me { id } }", { token })).codes).toEqual(["UNAUTHENTICATED"]);
    }
  });

  it("is one of a flood of unknown key ids, for which the keys are read once", async () => {
    await using flooded = await startTestEnv(everything);
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

  it("is 100 kB long", async () => {
    const url = env.url;
    const headers = { "content-type": "application/json", authorization: `Bearer ${"x".repeat(100_000)}` };
    const response = await fetch(url, { method: "POST", headers, body: '{"query":"{ me { id } }"}' }).catch(
      () => undefined,
    );
    expect(response?.status ?? 431).toBe(431);
    expect(env.takeCalls()).toEqual({});
  });

  it("is in the query, in the body or in another header", async () => {
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
    const answer = await readGraphqlResponse(
      await fetch(`${env.url}?access_token=${token}`, { method: "POST", headers, body }),
    );
    expect(answer).toMatchObject({ data: { me: null }, codes: [] });
    expect(env.takeCalls()).toEqual({});
  });
});
