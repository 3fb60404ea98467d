import { describe, expect, it } from "vitest";
import type { GraphqlResponse } from "../../support/query.js";
import { startTestEnv, useTestEnv } from "../../support/test-env.js";

describe("authentication", () => {
  const env = useTestEnv();

  const me = (authorization: string): Promise<GraphqlResponse> =>
    env.query("{ me { id } }", { headers: { authorization } });

  it.each(["Bearer", "bearer", "BEARER", "bEaReR "])(
    "accepts the scheme %s and sends Bearer to ZITADEL",
    async (scheme) => {
      const token = await env.login("road-runner");
      const query = "{ me { metadata { key } } }";
      const { data, errors } = await env.query(query, { headers: { authorization: `${scheme} ${token}` } });
      expect(errors).toEqual([]);
      expect(data).toMatchObject({ me: { metadata: [{}, {}, {}] } });
    },
  );

  it.each(["Basic abc", "Bearer", "Bearer a b", "Token abc", "Bearer ä"])(
    "returns UNAUTHENTICATED without calling ZITADEL for the header %s",
    async (header) => {
      const { data, codes } = await me(Buffer.from(header).toString("latin1"));
      expect({ data, codes }).toEqual({ data: { me: null }, codes: ["UNAUTHENTICATED"] });
      expect(env.takeCalls()).toEqual({});
    },
  );

  it("returns UNAUTHENTICATED per field for an invalid token and resolves the rest of the operation", async () => {
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

  it("rejects an opaque token of another project and a revoked one", {
    tags: ["embedded"],
  }, async () => {
    const foreign = await env.login("road-runner", { app: "foreign" });
    const revoked = await env.login("road-runner");
    env.emulator.revoke(revoked);
    for (const token of [foreign, revoked])
      expect((await me(`Bearer ${token}`)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("rejects an active token whose audience is not ZITADEL_AUDIENCE", async () => {
    await using otherAudience = await startTestEnv({ ZITADEL_AUDIENCE: "999999999999999999" });
    const { codes, errors } = await otherAudience.query("{ me { id } }", {
      token: await otherAudience.login("road-runner"),
    });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
    expect(errors[0]?.message).toContain("not issued for this API");
    // ZITADEL_AUDIENCE may not be a project id, so the message must not suggest a project scope.
    expect(errors[0]?.message).not.toContain("urn:zitadel:iam:org:project:id");
  });

  it("introspects with a private key when ZITADEL_INTROSPECTION_KEY is set", async () => {
    await using withKey = await startTestEnv(async ({ directory: { key } }) => ({
      ZITADEL_INTROSPECTION_CLIENT_ID: undefined,
      ZITADEL_INTROSPECTION_CLIENT_SECRET: undefined,
      ZITADEL_INTROSPECTION_KEY: JSON.stringify(await key("api-key")),
    }));
    const token = await withKey.login("road-runner");
    expect((await withKey.query("{ me { id } }", { token })).codes).toEqual([]);
    withKey.takeCalls();
    expect((await withKey.query("{ me { id } }", { token: "garbage" })).codes).toEqual(["UNAUTHENTICATED"]);
    expect(withKey.takeCalls()).toEqual({ introspect: 1 });
  });

  it("returns MISCONFIGURED, not UNAUTHENTICATED, when ZITADEL rejects the introspection credentials", async () => {
    await using wrongSecret = await startTestEnv({ ZITADEL_INTROSPECTION_CLIENT_SECRET: "wrong-secret" });
    const { data, codes, errors } = await wrongSecret.query("{ me { id } }", {
      token: await wrongSecret.login("road-runner"),
    });
    expect({ data, codes }).toEqual({ data: { me: null }, codes: ["MISCONFIGURED"] });
    expect(errors[0]?.message).not.toContain("ZITADEL_INTROSPECTION");
    expect(wrongSecret.log.join()).toContain("ZITADEL_INTROSPECTION");
    expect(wrongSecret.log.join()).not.toContain("wrong-secret");
  });

  it("accepts every token that userinfo accepts, even of another project, with TOKEN_VALIDATION=userinfo", async () => {
    await using userinfoOnly = await startTestEnv({ TOKEN_VALIDATION: "userinfo" });
    for (const app of ["spa", "spa-jwt", "foreign"]) {
      const token = await userinfoOnly.login("road-runner", { app });
      expect((await userinfoOnly.query("{ me { metadata { key } } }", { token })).data).toMatchObject({
        me: { metadata: [{}, {}, {}] },
      });
    }
    expect((await userinfoOnly.query("{ me { id } }", { token: "garbage" })).codes).toEqual([
      "UNAUTHENTICATED",
    ]);
  });

  it("rejects opaque tokens with an explanation when TOKEN_VALIDATION is jwt", async () => {
    await using jwtOnly = await startTestEnv({ TOKEN_VALIDATION: "jwt" });
    const { codes, errors } = await jwtOnly.query("{ me { id } }", {
      token: await jwtOnly.login("road-runner"),
    });
    expect(codes).toEqual(["UNAUTHENTICATED"]);
    expect(errors[0]?.message).toContain("only JWT access tokens");
  });

  it("returns an UPSTREAM code, not UNAUTHENTICATED, when introspection fails", {
    tags: ["embedded"],
  }, async () => {
    await using failing = await startTestEnv();
    const route = "/oauth/v2/introspect";
    const token = await failing.login("road-runner");
    const queryMe = async (): Promise<readonly string[]> =>
      (await failing.query("{ me { id } }", { token })).codes;
    failing.emulator.failNext(route, { status: 503, body: "<html>", contentType: "text/html" });
    expect(await queryMe()).toEqual(["UPSTREAM_UNAVAILABLE"]);
    failing.emulator.failNext(route, "reset");
    expect(await queryMe()).toEqual(["UPSTREAM_UNAVAILABLE"]);
    failing.emulator.failNext(route, { status: 200, body: "<html>", contentType: "text/html" });
    expect(await queryMe()).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
    expect(await queryMe()).toEqual([]);
  });
});
