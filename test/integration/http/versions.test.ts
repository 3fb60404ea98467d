import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { setUserMetadata } from "../../support/mutations.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const notFound = { status: 404, body: '{"code":5,"message":"Not Found"}', contentType: "application/json" };
const v2Routes = /^\/zitadel\.user\.v2\./;
const v1Routes = /^\/(management|auth)\/v1\//;

/** What of ZITADEL was called since the last time. */
function takeVersions(env: TestEnv): readonly string[] {
  const paths = env.takePaths();
  return [v2Routes, v1Routes]
    .filter((routes) => paths.some((path) => routes.test(path)))
    .map((routes) => (routes === v2Routes ? "v2" : "v1"));
}

describe("the version of ZITADEL's API", () => {
  const owners = (env: TestEnv): string[] =>
    ["road-runner", "wile-coyote"].map((name) => env.zitadel.directory.user(name));

  const ask = async (env: TestEnv): Promise<unknown> => {
    const token = env.zitadel.directory.personalAccessToken("manager");
    const { data, errors } = await queryEntities(env, owners(env), 'metadataMap(keys: ["contract"])', {
      token,
    });
    expect(errors).toEqual([]);
    return data;
  };

  const contracts = {
    _entities: [{ metadataMap: { contract: "10045" } }, { metadataMap: { contract: "10046" } }],
  };

  it("is found out once, at the start: v2 where it is there", async () => {
    await using env = await startTestEnv();
    expect(takeVersions(env)).toEqual(["v2"]);
    expect(await ask(env)).toEqual(contracts);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 2 });
  });

  it("is v1 on a server that has no v2, for reads and for writes", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv((zitadel) => {
      zitadel.emulator.failNext(v2Routes, notFound, Number.POSITIVE_INFINITY);
      return Promise.resolve({});
    });
    expect(takeVersions(env)).toEqual(["v2"]);
    expect(await ask(env)).toEqual(contracts);
    const [roadRunner = ""] = owners(env);
    const { codes } = await setUserMetadata(
      env,
      env.zitadel.directory.personalAccessToken("manager"),
      roadRunner,
      [{ key: "a", value: "b" }],
    );
    expect(codes).toEqual([]);
    expect(takeVersions(env)).toEqual(["v1"]);
  });

  it("is found out again, once for all users of a page, when the route is gone", {
    tags: ["embedded"],
  }, async () => {
    await using env = await startTestEnv();
    env.takeCalls();
    // Two lists of the page, then the question which version there is.
    env.emulator.failNext(v2Routes, notFound, 3);
    expect(await ask(env)).toEqual(contracts);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 5 });
    expect(await ask(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v1"]);
    env.emulator.failNext(v1Routes, notFound, 2);
    expect(await ask(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v2", "v1"]);
    expect(await ask(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v2"]);
  });

  it("is MISCONFIGURED where neither is there, and where the one that ZITADEL_API_VERSION names is not", {
    tags: ["embedded"],
  }, async () => {
    await using env = await startTestEnv({ ZITADEL_API_VERSION: "v2" });
    env.emulator.failNext(v2Routes, notFound, 2);
    const token = env.zitadel.directory.personalAccessToken("manager");
    const { codes } = await queryEntities(env, owners(env), "metadata { key }", { token });
    expect(codes).toEqual(["MISCONFIGURED", "MISCONFIGURED"]);
    expect(env.log.join()).toContain("ZITADEL_API_VERSION");
  });

  it("waits, rather than take v1, for a server that is not up yet", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv((zitadel) => {
      zitadel.emulator.failNext(v2Routes, { status: 503 });
      return Promise.resolve({});
    });
    env.takeCalls();
    expect(await ask(env)).toEqual(contracts);
    expect(takeVersions(env)).toEqual(["v2"]);
  });
});

describe("v1", () => {
  it("reads and writes users of the organization that ZITADEL_ORGANIZATION_ID names", async () => {
    await using env = await startTestEnv(({ directory: { organization } }) =>
      Promise.resolve({ ZITADEL_API_VERSION: "v1", ZITADEL_ORGANIZATION_ID: organization("globex") }),
    );
    const { user, personalAccessToken } = env.zitadel.directory;
    const { id } = await env.addPerson({ organization: "globex", metadata: { contract: "20001" } });
    const page = [id, user("road-runner")];
    const { data, codes } = await queryEntities(env, page, "metadata { value }", {
      token: personalAccessToken("instance-manager"),
    });
    expect(data).toEqual({ _entities: [{ metadata: [{ value: "20001" }] }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN"]);
    const written = await setUserMetadata(env, personalAccessToken("instance-manager"), id, [
      { key: "a", value: "b" },
    ]);
    expect(written.codes).toEqual([]);
    const refused = await queryEntities(env, [id], "metadata { value }", {
      token: personalAccessToken("manager"),
    });
    expect(refused.codes).toEqual(["FORBIDDEN"]);
  });

  it("does not take a user of another organization for one without metadata", async () => {
    await using env = await startTestEnv({ ZITADEL_API_VERSION: "v1" });
    const { user, personalAccessToken } = env.zitadel.directory;
    const { data, codes } = await queryEntities(env, [user("bugs-bunny")], "metadata { value }", {
      token: personalAccessToken("owner"),
    });
    expect({ data, codes }).toEqual({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
  });

  it.each(["a/b", "a\\b", "a?b", "a#b", "a%2fb", ".", "..", "a\u0007b"])(
    "calls nothing for the user id %j, which would be another path",
    async (id) => {
      await using env = await startTestEnv({ ZITADEL_API_VERSION: "v1" });
      env.takeCalls();
      const token = env.zitadel.directory.personalAccessToken("manager");
      const { codes } = await queryEntities(env, [id], "metadata { key }", { token });
      expect(codes).toEqual(["BAD_USER_INPUT"]);
      const written = await setUserMetadata(env, token, id, [{ key: "a", value: "b" }]);
      expect(written.codes).toEqual(["BAD_USER_INPUT"]);
      expect(env.takeCalls()).toEqual({ introspect: 2 });
    },
  );
});

describe("the self source claims", () => {
  it("is what a JWT access token itself says: no call, as old as the token", async () => {
    await using env = await startTestEnv({ SELF_READ_ORDER: "claims,list" });
    const { name, id } = await env.addPerson({ metadata: { contract: "10046", plan: "acme-pro" } });
    const token = await env.login(name, { app: "spa-jwt" });
    const manager = env.zitadel.directory.personalAccessToken("manager");
    await env.query("{ me { id } }", { token });
    env.takeCalls();
    const mine = "{ me { metadataMap } }";
    const old = { me: { metadataMap: { contract: "10046", plan: "acme-pro" } } };
    expect((await env.query(mine, { token })).data).toEqual(old);
    expect(env.takeCalls()).toEqual({});
    // Not through this subgraph, which would know of it.
    await fetch(`${env.zitadel.issuer}/v2/users/${id}/metadata`, {
      method: "POST",
      headers: { authorization: `Bearer ${manager}`, "content-type": "application/json" },
      body: JSON.stringify({ metadata: [{ key: "plan", value: "bmV3" }] }),
    });
    expect((await env.query(mine, { token })).data).toEqual(old);
    expect((await env.query("{ me { metadataMap metadata { updatedAt } } }", { token })).data).toMatchObject({
      me: { metadataMap: { plan: "new" } },
    });
  });

  it("gives way to the next for an opaque token, which says nothing", async () => {
    await using env = await startTestEnv({ SELF_READ_ORDER: "claims,userinfo" });
    const token = await env.login("road-runner");
    env.takeCalls();
    expect((await env.query("{ me { metadata { key } } }", { token })).data).toMatchObject({
      me: { metadata: [{}, {}, {}] },
    });
    expect(env.takeCalls()).toEqual({ introspect: 1, userinfo: 1 });
  });
});
