import { describe, expect, it } from "vitest";
import { queryEntities } from "../../support/entities.js";
import { setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { startWorld, type Variables, type World } from "../../support/test-env.js";
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

const start = (change: (zitadel: TestZitadel) => Promise<Variables>): Promise<World> =>
  startWorld(async (zitadel) => ({ ...(await rules(zitadel)), ...(await change(zitadel)) }));

describe.each(Object.keys(credentials))("our service user, by %s,", (way) => {
  const variables = credentials[way] ?? rules;

  it("reads and writes for those whom a rule admits", async () => {
    await using world = await start(variables);
    const { name, id } = await world.addPerson({ metadata: { plan: "gold" } });
    const token = await world.login(name);
    const { data, codes } = await setUserMetadata(world, token, id, [{ key: "theme", value: "dark" }]);
    expect(codes).toEqual([]);
    expect(data).toMatchObject({
      setUserMetadata: { user: { metadata: [{ key: "plan" }, { key: "theme" }] } },
    });
  });

  it("gets its access token once for all who need it", async () => {
    await using world = await start(variables);
    const token = await world.login("porky-pig");
    const page = ["road-runner", "wile-coyote", "porky-pig"].map((name) =>
      world.zitadel.directory.user(name),
    );
    const ask = (): ReturnType<typeof queryEntities> =>
      queryEntities(world, page, "metadata { key }", { token });
    await Promise.all([ask(), ask()]);
    await ask();
    const bought = world.takePaths().filter((path) => path === "/oauth/v2/token");
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
      await using world = await start(() => Promise.resolve(change));
      const errors = world.log.filter((line) => line.includes("(ZITADEL_SERVICE_USER_…) cannot be used"));
      expect(errors).toEqual([expect.stringContaining('"level":50')]);
      expect(errors.join()).not.toContain("s3cret");
    }
    await using good = await start(() => Promise.resolve({}));
    const id = good.zitadel.directory.user("instance-manager");
    expect(good.log.join()).toContain(`"serviceUser":"${id}"`);
  });

  const keyed = credentials["a key"] ?? rules;
  const page = (world: World): readonly string[] =>
    ["road-runner", "bugs-bunny"].map((name) => world.zitadel.directory.user(name));

  it("gets another access token, and repeats the call once, when ZITADEL ended the first", {
    tags: ["embedded"],
  }, async () => {
    await using world = await start(keyed);
    const token = await world.login("porky-pig");
    const ask = (): ReturnType<typeof queryEntities> =>
      queryEntities(world, page(world).slice(0, 1), "metadata { key }", { token });
    await ask();
    world.takeCalls();
    world.emulator.failNext(/ListUserMetadata$/, { status: 401, body: "{}" });
    expect((await ask()).codes).toEqual([]);
    expect(world.takeCalls()).toEqual({ introspect: 1, list: 2, other: 1 });
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
      await using world = await start(variables);
      const { data, codes, errors } = await queryEntities(
        world,
        page(world).slice(0, 1),
        "id metadata { key }",
        {
          token: await world.login("porky-pig"),
        },
      );
      expect(data).toMatchObject({ _entities: [{ metadata: null }] });
      expect(codes).toEqual(["MISCONFIGURED"]);
      expect(errors[0]?.message).not.toContain("ZITADEL_SERVICE");
      expect(world.log.join()).toContain("ZITADEL_SERVICE_");
      expect(world.log.join()).not.toContain("s3cret");
    },
  );

  it("without a role in one organisation spoils only its users", async () => {
    await using world = await start(({ directory }) =>
      Promise.resolve({ ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken("manager") }),
    );
    const { data, codes } = await queryEntities(world, page(world), "metadata { key }", {
      token: await world.login("porky-pig"),
    });
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, { metadata: null }] });
    expect(codes).toEqual(["MISCONFIGURED"]);
  });

  it.each(["v1", "v2"])("reads a caller by their id, never as me, which it is itself, on %s", async (api) => {
    await using world = await start(() => Promise.resolve({ ZITADEL_API_VERSION: api }));
    const token = await world.login("road-runner");
    world.takePaths();
    const { data } = await world.query('{ me { metadataMap(keys: ["plan"]) } }', { token });
    expect(data).toEqual({ me: { metadataMap: { plan: "gold" } } });
    expect(world.takePaths().join()).not.toMatch(/userinfo|auth\/v1/);
  });

  it("finds out the organisations of a page by one call, and remembers them", async () => {
    await using world = await startWorld(
      withRules(() => [{ keys: ["*"], read: ["role:admin@owner"], as: "service" }]),
    );
    const token = await world.login("wile-coyote");
    world.takeCalls();
    const ask = (): ReturnType<typeof queryEntities> =>
      queryEntities(world, page(world), "metadata { key }", { token });
    const { data, codes } = await ask();
    expect(data).toMatchObject({ _entities: [{ metadata: [{}, {}, {}] }, { metadata: null }] });
    expect(codes).toEqual(["FORBIDDEN"]);
    expect(world.takeCalls()).toEqual({ introspect: 1, list: 1, listUsers: 1 });
    await ask();
    expect(world.takeCalls()).toEqual({ introspect: 1, list: 1 });
  });

  it("is an outage for those whose organisation could not be found out", { tags: ["embedded"] }, async () => {
    await using world = await startWorld(
      withRules(() => [{ keys: ["*"], read: ["role:admin@owner"], as: "service" }]),
    );
    world.emulator.failNext(/ListUsers$/, { status: 503 });
    const { codes } = await queryEntities(world, page(world), "metadata { key }", {
      token: await world.login("wile-coyote"),
    });
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE", "UPSTREAM_UNAVAILABLE"]);
  });
});
