import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../support/call-kinds.js";
import { queryEntities } from "../../support/entities.js";
import { setUserMetadata } from "../../support/mutations.js";
import { withRules } from "../../support/rules.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

const kept = { METADATA_CACHE_TTL_MS: "60000", TOKEN_CACHE_TTL_MS: "30000" };

async function valuesOf(env: TestEnv, owners: readonly string[], token: string): Promise<unknown> {
  const { data, codes } = await queryEntities(env, owners, "metadata { key value }", { token });
  expect(codes).toEqual([]);
  return data;
}

const one = (value: string): unknown => ({ _entities: [{ metadata: [{ key: "plan", value }] }] });

describe("what was read, by the API v2, with METADATA_CACHE_TTL_MS", () => {
  let env: TestEnv;
  beforeAll(async () => {
    env = await startTestEnv({ ...kept, ZITADEL_API_VERSION: "v2" });
  });
  afterAll(() => env[Symbol.asyncDispose]());

  it("is served again to the same token without a call", async () => {
    const owners = [(await env.addPerson({ metadata: { plan: "gold" } })).id, (await env.addPerson()).id];
    const token = env.zitadel.directory.personalAccessToken("manager");
    const first = await valuesOf(env, owners, token);
    env.takeCalls();
    expect(await valuesOf(env, owners.toReversed(), token)).toEqual({
      _entities: [{ metadata: [] }, { metadata: [{ key: "plan", value: "gold" }] }],
    });
    expect(first).toEqual({ _entities: [{ metadata: [{ key: "plan", value: "gold" }] }, { metadata: [] }] });
    expect(env.takeCalls()).toEqual({});
  });

  it("is served to nobody else", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const { personalAccessToken } = env.zitadel.directory;
    await valuesOf(env, [id], personalAccessToken("manager"));
    const { data, codes } = await queryEntities(env, [id], "metadata { key }", {
      token: personalAccessToken("nobody"),
    });
    expect({ data, codes }).toEqual({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
    env.takeCalls();
    expect(await valuesOf(env, [id], personalAccessToken("instance-manager"))).toEqual(one("gold"));
    expect(env.takeCalls().list).toBe(1);
  });

  it("is forgotten by a write through this subgraph, whoever reads", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const { personalAccessToken } = env.zitadel.directory;
    for (const name of ["manager", "instance-manager"]) await valuesOf(env, [id], personalAccessToken(name));
    await setUserMetadata(env, personalAccessToken("manager"), id, [{ key: "plan", value: "iron" }]);
    for (const name of ["manager", "instance-manager"]) {
      expect(await valuesOf(env, [id], personalAccessToken(name))).toEqual(one("iron"));
    }
  });
});

describe("what is kept", () => {
  let env: TestEnv;
  beforeAll(async () => {
    env = await startTestEnv(kept);
  });
  afterAll(() => env[Symbol.asyncDispose]());

  it("is, of one's own, what userinfo said, and what lists say where dates are asked for", async () => {
    const { name } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = await env.login(name);
    const me = async (fields: string): Promise<unknown> =>
      (await env.query(`{ me { metadata { ${fields} } } }`, { token })).data;
    expect(await me("value")).toEqual({ me: { metadata: [{ value: "gold" }] } });
    env.takeCalls();
    expect(await me("value")).toEqual({ me: { metadata: [{ value: "gold" }] } });
    expect(env.takeCalls()).toEqual({});
    expect(await me("updatedAt")).toEqual({ me: { metadata: [{ updatedAt: expect.any(String) }] } });
    expect(env.takeCalls()).toEqual({ list: 1 });
    expect(await me("updatedAt")).toEqual({ me: { metadata: [{ updatedAt: expect.any(String) }] } });
    expect(env.takeCalls()).toEqual({});
  });

  it("is one copy of what our service user read, of which each caller is shown what the rules allow", async () => {
    await using env = await startTestEnv(
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
      await env.addPerson({ metadata }),
      await env.addPerson({ metadata: { secret: "2" } }),
    ];
    const [adas, bobs] = [await env.login(ada.name), await env.login(bob.name)];
    const owners = [ada.id, bob.id];
    await valuesOf(env, owners, env.zitadel.directory.personalAccessToken("viewer"));
    const asBob = await valuesOf(env, owners, bobs);
    env.takeCalls();
    const [plan, secret] = [{ key: "plan", value: "gold" }, (value: string) => ({ key: "secret", value })];
    expect(asBob).toEqual({ _entities: [{ metadata: [plan] }, { metadata: [secret("2")] }] });
    const asAda = await valuesOf(env, [ada.id], adas);
    expect(asAda).toEqual({ _entities: [{ metadata: [plan, secret("1")] }] });
  });

  it("is not what was read before a write had ended", { tags: ["embedded"] }, async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = env.zitadel.directory.personalAccessToken("manager");
    await env.query("{ me { id } }", { token });
    const held = env.emulator.holdNext(routes.list, { afterCommit: true });
    const before = valuesOf(env, [id], token);
    await held.arrived;
    const [written] = await Promise.all([setUserMetadata(env, token, id, [{ key: "plan", value: "iron" }])]);
    expect(written.codes).toEqual([]);
    held.release();
    expect(await before).toEqual(one("gold"));
    expect(await valuesOf(env, [id], token)).toEqual(one("iron"));
  });

  it("is not kept for longer than that, and no failure is", { tags: ["embedded"] }, async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = env.zitadel.directory.personalAccessToken("manager");
    env.emulator.failNext(routes.list, "reset");
    expect((await queryEntities(env, [id], "metadata { key }", { token })).codes).toHaveLength(1);
    await valuesOf(env, [id], token);
    await env.clock.advance(59_999);
    env.takeCalls();
    await valuesOf(env, [id], token);
    expect(env.takeCalls().list).toBeUndefined();
    await env.clock.advance(1);
    await valuesOf(env, [id], token);
    expect(env.takeCalls().list).toBe(1);
  });

  it("is nothing where nobody asked for it", async () => {
    await using env = await startTestEnv();
    const owners = [(await env.addPerson({ metadata: { plan: "gold" } })).id];
    const token = env.zitadel.directory.personalAccessToken("manager");
    await valuesOf(env, owners, token);
    env.takeCalls();
    await valuesOf(env, owners, token);
    expect(env.takeCalls().list).toBe(1);
  });
});
