import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/graphql-response.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

describe("who is asking", () => {
  let env: TestEnv;
  beforeAll(async () => {
    env = await startTestEnv();
  });
  afterAll(() => env[Symbol.asyncDispose]());
  beforeEach(() => {
    env.takeCalls();
  });

  const me = (authorization: string): Promise<GraphqlResponse> =>
    env.query("{ me { id } }", { headers: { authorization } });

  it.each(["Bearer", "bearer", "BEARER", "bEaReR "])(
    "takes the scheme %s and sends it on as Bearer",
    async (scheme) => {
      const token = await env.login("road-runner");
      const query = "{ me { metadata { key } } }";
      const { data, errors } = await env.query(query, { headers: { authorization: `${scheme} ${token}` } });
      expect(errors).toEqual([]);
      expect(data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
    },
  );

  it.each(["Basic abc", "Bearer", "Bearer a b", "Token abc", "Bearer ä"])(
    "is UNAUTHENTICATED, without asking ZITADEL, for the header %s",
    async (header) => {
      const { data, codes } = await me(Buffer.from(header).toString("latin1"));
      expect({ data, codes }).toEqual({ data: { me: null }, codes: ["UNAUTHENTICATED"] });
      expect(env.takeCalls()).toEqual({});
    },
  );

  it("is UNAUTHENTICATED everywhere with a bad token, and the rest of the operation stands", async () => {
    const query = `{ me { id } user(id: "1") { id } _service { sdl } _entities(representations: [{ __typename: "User", id: "1" }]) { ... on User { id metadata { key } } } }`;
    const { data, errors } = await env.query(query, { token: "garbage" });
    expect(data).toMatchObject({
      me: null,
      user: null,
      _service: {},
      _entities: [{ id: "1", metadata: null }],
    });
    expect(errors.map(({ path, extensions }) => [path?.join("."), extensions.code]).sort()).toEqual([
      ["_entities.0.metadata", "UNAUTHENTICATED"],
      ["me", "UNAUTHENTICATED"],
      ["user", "UNAUTHENTICATED"],
    ]);
    expect(env.takeCalls()).toEqual({ introspect: 1 });
  });

  it("refuses an opaque token of a project that is not ours, and a revoked one", {
    tags: ["embedded"],
  }, async () => {
    const foreign = await env.login("road-runner", { app: "foreign" });
    const revoked = await env.login("road-runner");
    env.emulator.revoke(revoked);
    for (const token of [foreign, revoked])
      expect((await me(`Bearer ${token}`)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("refuses what introspection finds active for another audience than ZITADEL_AUDIENCE", async () => {
    await using narrow = await startTestEnv({ ZITADEL_AUDIENCE: "999999999999999999" });
    const { codes, errors } = await narrow.query("{ me { id } }", {
      token: await narrow.login("road-runner"),
    });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
    expect(errors[0]?.message).toContain("not issued for this API");
    // It is not for us to say that 999999999999999999 is a project.
    expect(errors[0]?.message).not.toContain("urn:zitadel:iam:org:project:id");
  });

  it("introspects with a private key where that is configured", async () => {
    await using keyed = await startTestEnv(async ({ directory: { key } }) => ({
      ZITADEL_INTROSPECTION_CLIENT_ID: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_KEY: JSON.stringify(await key("api-key")),
    }));
    const token = await keyed.login("road-runner");
    expect((await keyed.query("{ me { id } }", { token })).codes).toEqual([]);
    keyed.takeCalls();
    expect((await keyed.query("{ me { id } }", { token: "garbage" })).codes).toEqual(["UNAUTHENTICATED"]);
    expect(keyed.takeCalls()).toEqual({ introspect: 1 });
  });

  it("is MISCONFIGURED, not logged out, when ZITADEL refuses our own introspection credentials", async () => {
    await using wrong = await startTestEnv({ ZITADEL_INTROSPECTION_CLIENT_SECRET: "wrong-secret" });
    const { data, codes, errors } = await wrong.query("{ me { id } }", {
      token: await wrong.login("road-runner"),
    });
    expect({ data, codes }).toEqual({ data: { me: null }, codes: ["MISCONFIGURED"] });
    expect(errors[0]?.message).not.toContain("ZITADEL_INTROSPECTION");
    expect(wrong.log.join()).toContain("ZITADEL_INTROSPECTION");
    expect(wrong.log.join()).not.toContain("wrong-secret");
  });

  it("accepts what userinfo accepts, a foreign project's token too, only where so configured", async () => {
    await using open = await startTestEnv({ TOKEN_VALIDATION: "userinfo" });
    for (const app of ["spa", "spa-jwt", "foreign"]) {
      const token = await open.login("road-runner", { app });
      expect((await open.query("{ me { metadata { key } } }", { token })).data).toMatchObject({
        me: { metadata: [{}, {}, {}] },
      });
    }
    expect((await open.query("{ me { id } }", { token: "garbage" })).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("refuses opaque tokens in words where only JWTs are accepted", async () => {
    await using strict = await startTestEnv({ TOKEN_VALIDATION: "jwt" });
    const { codes, errors } = await strict.query("{ me { id } }", {
      token: await strict.login("road-runner"),
    });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
    expect(errors[0]?.message).toContain("JWT access tokens only");
  });

  it("is an outage, not a logged out user, when introspection cannot be asked", {
    tags: ["embedded"],
  }, async () => {
    await using broken = await startTestEnv();
    const route = "/oauth/v2/introspect";
    const token = await broken.login("road-runner");
    const ask = async (): Promise<readonly string[]> =>
      (await broken.query("{ me { id } }", { token })).codes;
    broken.emulator.failNext(route, { status: 503, body: "<html>", contentType: "text/html" });
    expect(await ask()).toEqual(["UPSTREAM_UNAVAILABLE"]);
    broken.emulator.failNext(route, "reset");
    expect(await ask()).toEqual(["UPSTREAM_UNAVAILABLE"]);
    broken.emulator.failNext(route, { status: 200, body: "<html>", contentType: "text/html" });
    expect(await ask()).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
    expect(await ask()).toEqual([]);
  });
});
