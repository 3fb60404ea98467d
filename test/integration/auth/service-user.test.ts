import { describe, expect, it } from "vitest";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { startTestEnv, type TestEnv, type Variables, withRules } from "../../support/test-env.js";
import type { TestZitadel } from "../../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

const rules = withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["self"], as: "service" }]);
const noToken = { ZITADEL_SERVICE_USER_TOKEN: undefined };

type CreateVariables = (zitadel: TestZitadel) => Variables | Promise<Variables>;

const credentials: Record<string, CreateVariables> = {
  "a personal access token": () => ({}),
  "a client id and secret": ({ directory }) => ({
    ...noToken,
    ZITADEL_SERVICE_USER_CLIENT_ID: directory.app("manager-client"),
    ZITADEL_SERVICE_USER_CLIENT_SECRET: directory.secret("manager-client"),
  }),
  "a key": async ({ directory }) => ({
    ...noToken,
    ZITADEL_SERVICE_USER_KEY: JSON.stringify(await directory.key("manager")),
  }),
};

const start = (change: CreateVariables): Promise<TestEnv> =>
  startTestEnv(async (zitadel) => ({ ...rules(zitadel), ...(await change(zitadel)) }));

describe.each(Object.keys(credentials))("service user with %s", (credential) => {
  const variables = credentials[credential] ?? rules;

  it("reads and writes metadata for callers that a rule admits", async () => {
    await using env = await start(variables);
    const { name, id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    const { data, codes } = await setUserMetadata(env, token, id, [{ key: "theme", value: "dark" }]);
    expect(codes).toEqual([]);
    expect(data).toMatchObject({
      setUserMetadata: { user: { metadata: [{ key: "plan" }, { key: "theme" }] } },
    });
  });

  it("gets one access token for concurrent and later requests", async () => {
    await using env = await start(variables);
    const token = await env.login("porky-pig");
    const userIds = ["road-runner", "wile-coyote", "porky-pig"].map((name) =>
      env.zitadel.directory.user(name),
    );
    const read = (): ReturnType<typeof queryEntities> =>
      queryEntities(env, userIds, "metadata { key }", { token });
    await Promise.all([read(), read()]);
    await read();
    const tokenRequests = env.takePaths().filter((path) => path === "/oauth/v2/token");
    expect(tokenRequests).toHaveLength(credential === "a personal access token" ? 0 : 1);
  });
});

describe("service user", () => {
  it("logs at startup whether its credentials can be used", async () => {
    const wrongSecret = {
      ...noToken,
      ZITADEL_SERVICE_USER_CLIENT_ID: "x",
      ZITADEL_SERVICE_USER_CLIENT_SECRET: "s3cret",
    };
    for (const change of [wrongSecret, { ZITADEL_SERVICE_USER_TOKEN: "s3cret" }]) {
      await using env = await start(() => change);
      const errors = env.log.filter((line) => line.includes("(ZITADEL_SERVICE_USER_…) cannot be used"));
      expect(errors).toEqual([expect.stringContaining('"level":50')]);
      expect(errors.join()).not.toContain("s3cret");
    }
    await using valid = await start(() => ({}));
    const id = valid.zitadel.directory.user("instance-manager");
    expect(valid.log.join()).toContain(`"serviceUser":"${id}"`);
  });

  const withKey = credentials["a key"] ?? rules;
  const userIdsOf = (env: TestEnv): readonly string[] =>
    ["road-runner", "bugs-bunny"].map((name) => env.zitadel.directory.user(name));

  it("gets a new access token and retries the call once when ZITADEL rejects the token", {
    tags: ["embedded"],
  }, async () => {
    await using env = await start(withKey);
    const token = await env.login("porky-pig");
    const read = (): ReturnType<typeof queryEntities> =>
      queryEntities(env, userIdsOf(env).slice(0, 1), "metadata { key }", { token });
    await read();
    env.takeCalls();
    const body = '{"code":"unauthenticated","message":"Errors.Token.Invalid"}';
    env.emulator.failNext(/ListUserMetadata$/, { status: 401, body });
    expect((await read()).codes).toEqual([]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 2, other: 1 });
  });

  it.each([
    [
      "a wrong secret",
      () => ({
        ...noToken,
        ZITADEL_SERVICE_USER_CLIENT_ID: "x",
        ZITADEL_SERVICE_USER_CLIENT_SECRET: "s3cret",
      }),
    ],
    ["an invalid personal access token", () => ({ ZITADEL_SERVICE_USER_TOKEN: "s3cret" })],
    [
      "a service user without a role in ZITADEL",
      ({ directory }: TestZitadel) => ({
        ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken("nobody"),
      }),
    ],
  ])("returns MISCONFIGURED and logs the variable for %s", async (_, variables) => {
    await using env = await start(variables);
    const { data, codes, errors } = await queryEntities(
      env,
      userIdsOf(env).slice(0, 1),
      "id metadata { key }",
      {
        token: await env.login("porky-pig"),
      },
    );
    expect(data).toMatchObject({ _entities: [{ metadata: null }] });
    expect(codes).toEqual(["MISCONFIGURED"]);
    expect(errors[0]?.message).not.toContain("ZITADEL_SERVICE");
    expect(env.log.join()).toContain("ZITADEL_SERVICE_");
    expect(env.log.join()).not.toContain("s3cret");
  });

  it("fails only the users of an organization in which the service user has no role", async () => {
    await using env = await start(({ directory }) => ({
      ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken("manager"),
    }));
    const { data, codes } = await queryEntities(env, userIdsOf(env), "metadata { key }", {
      token: await env.login("porky-pig"),
    });
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, { metadata: null }] });
    expect(codes).toEqual(["MISCONFIGURED"]);
  });

  it.each(["v1", "v2"])(
    "reads the caller's metadata by user id, not through its own userinfo, with API %s",
    async (api) => {
      await using env = await start(() => ({ ZITADEL_API_VERSION: api }));
      const token = await env.login("road-runner");
      env.takePaths();
      const { data } = await env.query('{ me { metadataMap(keys: ["plan"]) } }', { token });
      expect(data).toEqual({ me: { metadataMap: { plan: "gold" } } });
      expect(env.takePaths().join()).not.toMatch(/userinfo|auth\/v1/);
    },
  );

  it("gets the organizations of a page of users with one call and caches them", async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["role:admin@owner"], as: "service" }]),
    );
    const token = await env.login("wile-coyote");
    env.takeCalls();
    const read = (): ReturnType<typeof queryEntities> =>
      queryEntities(env, userIdsOf(env), "metadata { key }", { token });
    const { data, codes } = await read();
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN"]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1, listUsers: 1 });
    await read();
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("returns UPSTREAM_UNAVAILABLE for users whose organization cannot be determined", {
    tags: ["embedded"],
  }, async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["role:admin@owner"], as: "service" }]),
    );
    env.emulator.failNext(/ListUsers$/, { status: 503 });
    const { codes } = await queryEntities(env, userIdsOf(env), "metadata { key }", {
      token: await env.login("wile-coyote"),
    });
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
  });
});
