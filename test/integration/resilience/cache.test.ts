import { describe, expect, it } from "vitest";
import { routes } from "../../support/zitadel-calls.js";
import { queryEntities, setUserMetadata } from "../../support/query.js";
import { startTestEnv, type TestEnv, withRules, useTestEnv } from "../../support/test-env.js";

const cacheSettings = { METADATA_CACHE_TTL_MS: "60000", TOKEN_CACHE_TTL_MS: "30000" };

async function readMetadata(env: TestEnv, userIds: readonly string[], token: string): Promise<unknown> {
  const { data, codes } = await queryEntities(env, userIds, "metadata { key value }", { token });
  expect(codes).toEqual([]);
  return data;
}

const withPlan = (value: string): unknown => ({ _entities: [{ metadata: [{ key: "plan", value }] }] });

describe("METADATA_CACHE_TTL_MS with API v2", () => {
  const env = useTestEnv({ ...cacheSettings, ZITADEL_API_VERSION: "v2" });

  it("serves cached metadata to the same token without a call", async () => {
    const userIds = [(await env.addPerson({ metadata: { plan: "gold" } })).id, (await env.addPerson()).id];
    const token = env.pat("manager");
    const first = await readMetadata(env, userIds, token);
    env.takeCalls();
    expect(await readMetadata(env, userIds.toReversed(), token)).toEqual({
      _entities: [{ metadata: [] }, { metadata: [{ key: "plan", value: "gold" }] }],
    });
    expect(first).toEqual({ _entities: [{ metadata: [{ key: "plan", value: "gold" }] }, { metadata: [] }] });
    expect(env.takeCalls()).toEqual({});
  });

  it("does not serve one caller's cached metadata to another caller", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    await readMetadata(env, [id], env.pat("manager"));
    const { data, codes } = await queryEntities(env, [id], "metadata { key }", {
      token: env.pat("nobody"),
    });
    expect({ data, codes }).toEqual({ data: { _entities: [{ metadata: null }] }, codes: ["FORBIDDEN"] });
    env.takeCalls();
    expect(await readMetadata(env, [id], env.pat("instance-manager"))).toEqual(withPlan("gold"));
    expect(env.takeCalls().list).toBe(1);
  });

  it("drops the cached metadata of a user for all callers after a write through this subgraph", async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    for (const name of ["manager", "instance-manager"]) await readMetadata(env, [id], env.pat(name));
    await setUserMetadata(env, env.pat("manager"), id, [{ key: "plan", value: "iron" }]);
    for (const name of ["manager", "instance-manager"]) {
      expect(await readMetadata(env, [id], env.pat(name))).toEqual(withPlan("iron"));
    }
  });
});

describe("METADATA_CACHE_TTL_MS", () => {
  const env = useTestEnv(cacheSettings);

  it("caches the caller's userinfo and, when dates are selected, the list", async () => {
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

  it("caches reads of the service user once and returns to each caller what the rules allow", async () => {
    await using env = await startTestEnv(
      withRules(
        () => [
          { keys: ["secret"], read: ["self"], as: "service" },
          { keys: ["*"], read: ["anyone"], as: "service" },
        ],
        cacheSettings,
      ),
    );
    const metadata = { secret: "1", plan: "gold" };
    const [ada, bob] = [
      await env.addPerson({ metadata }),
      await env.addPerson({ metadata: { secret: "2" } }),
    ];
    const [adaToken, bobToken] = [await env.login(ada.name), await env.login(bob.name)];
    const userIds = [ada.id, bob.id];
    await readMetadata(env, userIds, env.pat("viewer"));
    const asBob = await readMetadata(env, userIds, bobToken);
    env.takeCalls();
    const [plan, secret] = [{ key: "plan", value: "gold" }, (value: string) => ({ key: "secret", value })];
    expect(asBob).toEqual({ _entities: [{ metadata: [plan] }, { metadata: [secret("2")] }] });
    const asAda = await readMetadata(env, [ada.id], adaToken);
    expect(asAda).toEqual({ _entities: [{ metadata: [plan, secret("1")] }] });
  });

  it("does not cache a read that started before a write had finished", { tags: ["embedded"] }, async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = env.pat("manager");
    await env.query("{ me { id } }", { token });
    const held = env.emulator.holdNext(routes.list, { afterCommit: true });
    const before = readMetadata(env, [id], token);
    await held.arrived;
    const [written] = await Promise.all([setUserMetadata(env, token, id, [{ key: "plan", value: "iron" }])]);
    expect(written.codes).toEqual([]);
    held.release();
    expect(await before).toEqual(withPlan("gold"));
    expect(await readMetadata(env, [id], token)).toEqual(withPlan("iron"));
  });

  it("expires cached metadata after the configured time and does not cache failures", {
    tags: ["embedded"],
  }, async () => {
    const { id } = await env.addPerson({ metadata: { plan: "gold" } });
    const token = env.pat("manager");
    env.emulator.failNext(routes.list, "reset");
    expect((await queryEntities(env, [id], "metadata { key }", { token })).codes).toHaveLength(1);
    await readMetadata(env, [id], token);
    await env.clock.advance(59_999);
    env.takeCalls();
    await readMetadata(env, [id], token);
    expect(env.takeCalls().list).toBeUndefined();
    await env.clock.advance(1);
    await readMetadata(env, [id], token);
    expect(env.takeCalls().list).toBe(1);
  });

  it("caches nothing by default", async () => {
    await using env = await startTestEnv();
    const userIds = [(await env.addPerson({ metadata: { plan: "gold" } })).id];
    const token = env.pat("manager");
    await readMetadata(env, userIds, token);
    env.takeCalls();
    await readMetadata(env, userIds, token);
    expect(env.takeCalls().list).toBe(1);
  });
});
