import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { startTestEnv, type Variables, type TestEnv } from "../../support/test-env.js";
import type { TestZitadel } from "../../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";

const rules = withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["self"], as: "service" }]);
const noToken = { ZITADEL_SERVICE_USER_TOKEN: undefined };

const credentials: Record<string, (zitadel: TestZitadel) => Promise<Variables>> = {
  "a personal access token": () => Promise.resolve({}),
  "client id and secret": ({ directory }) =>
    Promise.resolve({
      ...noToken,
      ZITADEL_SERVICE_USER_CLIENT_ID: directory.app("manager-client"),
      ZITADEL_SERVICE_USER_CLIENT_SECRET: directory.secret("manager-client"),
    }),
  "a key": async ({ directory }) => ({
    ...noToken,
    ZITADEL_SERVICE_USER_KEY: JSON.stringify(await directory.key("manager")),
  }),
};

const start = (change: (zitadel: TestZitadel) => Promise<Variables>): Promise<TestEnv> =>
  startTestEnv(async (zitadel) => ({ ...(await rules(zitadel)), ...(await change(zitadel)) }));

describe.each(Object.keys(credentials))("our service user, by %s,", (way) => {
  const variables = credentials[way] ?? rules;

  it("reads and writes for those whom a rule admits", async () => {
    await using env = await start(variables);
    const { name, id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    const { data, codes } = await setUserMetadata(env, token, id, [{ key: "theme", value: "dark" }]);
    expect(codes).toEqual([]);
    expect(data).toMatchObject({
      setUserMetadata: { user: { metadata: [{ key: "plan" }, { key: "theme" }] } },
    });
  });

  it("gets its access token once for all who need it", async () => {
    await using env = await start(variables);
    const token = await env.login("porky-pig");
    const page = ["road-runner", "wile-coyote", "porky-pig"].map((name) => env.zitadel.directory.user(name));
    const ask = (): ReturnType<typeof queryEntities> =>
      queryEntities(env, page, "metadata { key }", { token });
    await Promise.all([ask(), ask()]);
    await ask();
    const bought = env.takePaths().filter((path) => path === "/oauth/v2/token");
    expect(bought).toHaveLength(way === "a personal access token" ? 0 : 1);
  });
});

describe("our service user", () => {
  it("is looked at when the subgraph starts: what is wrong with it is in the log before anybody needs it", async () => {
    const wrong = {
      ...noToken,
      ZITADEL_SERVICE_USER_CLIENT_ID: "x",
      ZITADEL_SERVICE_USER_CLIENT_SECRET: "s3cret",
    };
    for (const change of [wrong, { ZITADEL_SERVICE_USER_TOKEN: "s3cret" }]) {
      await using env = await start(() => Promise.resolve(change));
      const errors = env.log.filter((line) => line.includes("(ZITADEL_SERVICE_USER_…) cannot be used"));
      expect(errors).toEqual([expect.stringContaining('"level":50')]);
      expect(errors.join()).not.toContain("s3cret");
    }
    await using good = await start(() => Promise.resolve({}));
    const id = good.zitadel.directory.user("instance-manager");
    expect(good.log.join()).toContain(`"serviceUser":"${id}"`);
  });

  const keyed = credentials["a key"] ?? rules;
  const page = (env: TestEnv): readonly string[] =>
    ["road-runner", "bugs-bunny"].map((name) => env.zitadel.directory.user(name));

  it("gets another access token, and repeats the call once, when ZITADEL ended the first", {
    tags: ["embedded"],
  }, async () => {
    await using env = await start(keyed);
    const token = await env.login("porky-pig");
    const ask = (): ReturnType<typeof queryEntities> =>
      queryEntities(env, page(env).slice(0, 1), "metadata { key }", { token });
    await ask();
    env.takeCalls();
    env.emulator.failNext(/ListUserMetadata$/, { status: 401, body: "{}" });
    expect((await ask()).codes).toEqual([]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 2, other: 1 });
  });

  it.each([
    [
      "a wrong secret",
      () =>
        Promise.resolve({
          ...noToken,
          ZITADEL_SERVICE_USER_CLIENT_ID: "x",
          ZITADEL_SERVICE_USER_CLIENT_SECRET: "s3cret",
        }),
    ],
    ["a personal access token that is none", () => Promise.resolve({ ZITADEL_SERVICE_USER_TOKEN: "s3cret" })],
    [
      "no role in ZITADEL",
      ({ directory }: TestZitadel) =>
        Promise.resolve({ ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken("nobody") }),
    ],
  ])(
    "with %s is the operator's to mend: MISCONFIGURED, with the variable in the log",
    async (_, variables) => {
      await using env = await start(variables);
      const { data, codes, errors } = await queryEntities(env, page(env).slice(0, 1), "id metadata { key }", {
        token: await env.login("porky-pig"),
      });
      expect(data).toMatchObject({ _entities: [{ metadata: null }] });
      expect(codes).toEqual(["MISCONFIGURED"]);
      expect(errors[0]?.message).not.toContain("ZITADEL_SERVICE");
      expect(env.log.join()).toContain("ZITADEL_SERVICE_");
      expect(env.log.join()).not.toContain("s3cret");
    },
  );

  it("without a role in one organization spoils only its users", async () => {
    await using env = await start(({ directory }) =>
      Promise.resolve({ ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken("manager") }),
    );
    const { data, codes } = await queryEntities(env, page(env), "metadata { key }", {
      token: await env.login("porky-pig"),
    });
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, { metadata: null }] });
    expect(codes).toEqual(["MISCONFIGURED"]);
  });

  it.each(["v1", "v2"])("reads a caller by their id, never as me, which it is itself, on %s", async (api) => {
    await using env = await start(() => Promise.resolve({ ZITADEL_API_VERSION: api }));
    const token = await env.login("road-runner");
    env.takePaths();
    const { data } = await env.query('{ me { metadataMap(keys: ["plan"]) } }', { token });
    expect(data).toEqual({ me: { metadataMap: { plan: "gold" } } });
    expect(env.takePaths().join()).not.toMatch(/userinfo|auth\/v1/);
  });

  it("finds out the organizations of a page by one call, and remembers them", async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["role:admin@owner"], as: "service" }]),
    );
    const token = await env.login("wile-coyote");
    env.takeCalls();
    const ask = (): ReturnType<typeof queryEntities> =>
      queryEntities(env, page(env), "metadata { key }", { token });
    const { data, codes } = await ask();
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN"]);
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1, listUsers: 1 });
    await ask();
    expect(env.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("is an outage for those whose organization could not be found out", { tags: ["embedded"] }, async () => {
    await using env = await startTestEnv(
      withRules(() => [{ keys: ["*"], read: ["role:admin@owner"], as: "service" }]),
    );
    env.emulator.failNext(/ListUsers$/, { status: 503 });
    const { codes } = await queryEntities(env, page(env), "metadata { key }", {
      token: await env.login("wile-coyote"),
    });
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
  });
});
