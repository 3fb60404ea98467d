import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { startWorld, type World } from "../../support/test-env.js";

const kept = { METADATA_CACHE_TTL_MS: "60000", TOKEN_CACHE_TTL_MS: "30000" };

async function valuesOf(world: World, owners: readonly string[], token: string): Promise<unknown> {
  const { data, codes } = await queryEntities(world, owners, "metadata { key value }", { token });
  expect(codes).toEqual([]);
  return data;
}

const one = (value: string): unknown => ({ _entities: [{ metadata: [{ key: "plan", value }] }] });

describe("what was read, by the API v2, with METADATA_CACHE_TTL_MS", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ ...kept, ZITADEL_API_VERSION: "v2" });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it("is served again to the same token without a call", async () => {
    const owners = [(await world.addPerson({ metadata: { plan: "gold" } })).id, (await world.addPerson()).id];
    const token = world.zitadel.directory.personalAccessToken("manager");
    const first = await valuesOf(world, owners, token);
    world.takeCalls();
    expect(await valuesOf(world, owners.toReversed(), token)).toEqual({
      _entities: [{ metadata: [] }, { metadata: [{ key: "plan", value: "gold" }] }],
    });
    expect(first).toEqual({ _entities: [{ metadata: [{ key: "plan", value: "gold" }] }, { metadata: [] }] });
    expect(world.takeCalls()).toEqual({});
  });

  it("is served to nobody else", async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    const { personalAccessToken } = world.zitadel.directory;
    await valuesOf(world, [id], personalAccessToken("manager"));
    const { data, codes } = await queryEntities(world, [id], "metadata { key }", {
      token: personalAccessToken("nobody"),
    });
    expect({ data, codes }).toEqual({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
    world.takeCalls();
    expect(await valuesOf(world, [id], personalAccessToken("instance-manager"))).toEqual(one("gold"));
    expect(world.takeCalls().list).toBe(1);
  });

  it("is forgotten by a write through this subgraph, whoever reads", async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    const { personalAccessToken } = world.zitadel.directory;
    for (const name of ["manager", "instance-manager"])
      await valuesOf(world, [id], personalAccessToken(name));
    await setUserMetadata(world, personalAccessToken("manager"), id, [{ key: "plan", value: "iron" }]);
    for (const name of ["manager", "instance-manager"]) {
      expect(await valuesOf(world, [id], personalAccessToken(name))).toEqual(one("iron"));
    }
  });
});

describe("what is kept", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(kept);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it("is, of one's own, what userinfo said, and what lists say where dates are asked for", async () => {
    const { name } = await world.addPerson({ metadata: { plan: "gold" } });
    const token = await world.login(name);
    const me = async (fields: string): Promise<unknown> =>
      (await world.query(`{ me { metadata { ${fields} } } }`, { token })).data;
    expect(await me("value")).toEqual({ me: { metadata: [{ value: "gold" }] } });
    world.takeCalls();
    expect(await me("value")).toEqual({ me: { metadata: [{ value: "gold" }] } });
    expect(world.takeCalls()).toEqual({});
    expect(await me("updatedAt")).toEqual({ me: { metadata: [{ updatedAt: expect.any(String) }] } });
    expect(world.takeCalls()).toEqual({ list: 1 });
    expect(await me("updatedAt")).toEqual({ me: { metadata: [{ updatedAt: expect.any(String) }] } });
    expect(world.takeCalls()).toEqual({});
  });

  it("is one copy of what our service user read, of which each caller is shown what the rules allow", async () => {
    await using world = await startWorld(
      withRules(
        () => [
          { keys: ["secret"], read: ["self"], as: "service" },
          { keys: ["*"], read: ["anyone"], as: "service" },
        ],
        kept,
      ),
    );
    const metadata = { secret: "1", plan: "gold" };
    const [ada, bob] = [
      await world.addPerson({ metadata }),
      await world.addPerson({ metadata: { secret: "2" } }),
    ];
    const [adas, bobs] = [await world.login(ada.name), await world.login(bob.name)];
    const owners = [ada.id, bob.id];
    await valuesOf(world, owners, world.zitadel.directory.personalAccessToken("viewer"));
    const asBob = await valuesOf(world, owners, bobs);
    world.takeCalls();
    const [plan, secret] = [{ key: "plan", value: "gold" }, (value: string) => ({ key: "secret", value })];
    expect(asBob).toEqual({ _entities: [{ metadata: [plan] }, { metadata: [secret("2")] }] });
    const asAda = await valuesOf(world, [ada.id], adas);
    expect(asAda).toEqual({ _entities: [{ metadata: [plan, secret("1")] }] });
  });

  it("is not what was read before a write had ended", { tags: ["embedded"] }, async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    const token = world.zitadel.directory.personalAccessToken("manager");
    await world.query("{ me { id } }", { token });
    const held = world.emulator.holdNext(routes.list, { afterCommit: true });
    const before = valuesOf(world, [id], token);
    await held.arrived;
    const [written] = await Promise.all([
      setUserMetadata(world, token, id, [{ key: "plan", value: "iron" }]),
    ]);
    expect(written.codes).toEqual([]);
    held.release();
    expect(await before).toEqual(one("gold"));
    expect(await valuesOf(world, [id], token)).toEqual(one("iron"));
  });

  it("is not kept for longer than that, and no failure is", { tags: ["embedded"] }, async () => {
    const { id } = await world.addPerson({ metadata: { plan: "gold" } });
    const token = world.zitadel.directory.personalAccessToken("manager");
    world.emulator.failNext(routes.list, "reset");
    expect((await queryEntities(world, [id], "metadata { key }", { token })).codes).toHaveLength(1);
    await valuesOf(world, [id], token);
    await world.clock.advance(59_999);
    world.takeCalls();
    await valuesOf(world, [id], token);
    expect(world.takeCalls().list).toBeUndefined();
    await world.clock.advance(1);
    await valuesOf(world, [id], token);
    expect(world.takeCalls().list).toBe(1);
  });

  it("is nothing where nobody asked for it", async () => {
    await using world = await startWorld();
    const owners = [(await world.addPerson({ metadata: { plan: "gold" } })).id];
    const token = world.zitadel.directory.personalAccessToken("manager");
    await valuesOf(world, owners, token);
    world.takeCalls();
    await valuesOf(world, owners, token);
    expect(world.takeCalls().list).toBe(1);
  });
});
