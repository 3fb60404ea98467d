import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApp } from "../../../src/app/create-app.js";
import { readConfig } from "../../../src/config/read-config.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { increment } from "../../support/increment.js";
import { createQuery, deleteUserMetadata, setUserMetadata, updateUserMetadata } from "../../support/query.js";
import { relaxedRedisTimings, startRedis, type TestRedis } from "../../support/redis.js";
import { startTestEnv, type TestEnv, toSubgraphEnv } from "../../support/test-env.js";
import { readDigests, update } from "../../support/update.js";
import { routes } from "../../support/zitadel-calls.js";

type Subgraph = Pick<TestEnv, "query"> & AsyncDisposable;

describeWithRedis("write leases in Redis", () => {
  let redis: TestRedis;
  let env: TestEnv;
  beforeAll(async () => {
    redis = await startRedis();
    env = await startTestEnv({ ZITADEL_API_VERSION: "v2" });
  });
  afterAll(async () => {
    await env[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  /** Starts a subgraph as in another process. */
  async function startSubgraph(redisTimings = relaxedRedisTimings): Promise<Subgraph> {
    const config = readConfig({ ...toSubgraphEnv(env.zitadel), REDIS_URL: redis.url });
    const app = await createApp(config, pino({ level: "silent" }), { clock: env.clock, redisTimings });
    return {
      query: createQuery(app.url),
      [Symbol.asyncDispose]: () => env.clock.run(app.stop({ delayMs: 0 })),
    };
  }
  const counterOf = async (id: string): Promise<string> =>
    Buffer.from((await env.zitadel.getMetadata(id)).get("counter") ?? []).toString();

  it("lets no write of another process come between the check of a digest and the write", async () => {
    await using one = await startSubgraph();
    await using other = await startSubgraph();
    const { id } = await env.addPerson({ metadata: { counter: "0" } });
    const token = env.pat("manager");
    const { counter: ifDigest } = await readDigests(one, token, id);
    const held = env.emulator.holdNext(routes.set);
    const conditional = update(one, token, id, { set: [{ key: "counter", value: "1", ifDigest }] });
    await held.arrived;
    env.takeCalls();
    const plain = setUserMetadata(other, token, id, [{ key: "counter", value: "2" }]);
    const alsoConditional = update(other, token, id, { set: [{ key: "counter", value: "3", ifDigest }] });
    // Both have validated their tokens; neither calls ZITADEL while the other process has the lease.
    await expect
      .poll(() => env.emulator.calls.filter(({ path }) => path.endsWith("/introspect")).length)
      .toBeGreaterThan(2);
    held.release();
    expect((await env.clock.run(conditional)).userErrors).toEqual([]);
    expect((await env.clock.run(plain)).codes).toEqual([]);
    expect((await env.clock.run(alsoConditional)).userErrors).toMatchObject([{ code: "VALUE_CHANGED" }]);
    expect(await counterOf(id)).toBe("2");
  });

  it("loses no increment of clients of two processes", async () => {
    await using one = await startSubgraph();
    await using other = await startSubgraph();
    const { id } = await env.addPerson({ metadata: { counter: "0" } });
    const token = env.pat("manager");
    const clients = Array.from({ length: 12 }, (_, n) => increment(n % 2 === 0 ? one : other, token, id));
    await env.clock.run(Promise.all(clients));
    expect(await counterOf(id)).toBe("12");
  });

  it("rejects conditional updates while Redis is unavailable, and makes other writes", async () => {
    await using subgraph = await startSubgraph();
    const { id } = await env.addPerson();
    const token = env.pat("manager");
    await redis.stop();
    const set = [{ key: "a", value: "1", ifDigest: "" }];
    const { codes } = await env.clock.run(updateUserMetadata(subgraph, token, id, { set }));
    expect(codes).toEqual(["UPSTREAM_UNAVAILABLE"]);
    expect((await env.zitadel.getMetadata(id)).size).toBe(0);
    const plain = await env.clock.run(setUserMetadata(subgraph, token, id, [{ key: "a", value: "1" }]));
    expect(plain.codes).toEqual([]);
    await redis.start();
  });

  it("makes an update without conditions if Redis becomes unavailable during it, and rejects one with", async () => {
    await using subgraph = await startSubgraph();
    const { id } = await env.addPerson();
    const token = env.pat("manager");
    const digestOf = async (key: string): Promise<string | undefined> =>
      (await readDigests(subgraph, token, id))[key];
    const updateWithoutRedis = async (step: object): Promise<readonly string[]> => {
      const held = env.emulator.holdNext(routes.list);
      const updated = updateUserMetadata(subgraph, token, id, { set: [step] });
      await held.arrived;
      await redis.stop();
      held.release();
      const { codes } = await env.clock.run(updated);
      await redis.start();
      return codes;
    };
    expect(await updateWithoutRedis({ key: "a", value: "1" })).toEqual([]);
    // The update after the reconnection needs its lease.
    await expect
      .poll(async () => {
        const { codes } = await updateUserMetadata(subgraph, token, id, {
          set: [{ key: "a", value: "1", ifDigest: await digestOf("a") }],
        });
        return codes;
      })
      .toEqual([]);
    expect(await updateWithoutRedis({ key: "b", value: "1", ifDigest: "" })).toEqual([
      "UPSTREAM_UNAVAILABLE",
    ]);
    expect([...(await env.zitadel.getMetadata(id)).keys()]).toEqual(["a"]);
  });

  it("makes deletions that wait together with a conditional update while Redis is unavailable", async () => {
    await using subgraph = await startSubgraph();
    const { id } = await env.addPerson({ metadata: { a: "1", b: "1" } });
    const token = env.pat("manager");
    const held = env.emulator.holdNext(routes.set);
    const first = setUserMetadata(subgraph, token, id, [{ key: "c", value: "1" }]);
    await held.arrived;
    await redis.stop();
    const introspections = (): number =>
      env.emulator.calls.filter(({ path }) => path.endsWith("/introspect")).length;
    const before = introspections();
    const set = [{ key: "a", value: "2", ifDigest: "" }];
    const conditional = updateUserMetadata(subgraph, token, id, { set });
    const deletion = deleteUserMetadata(subgraph, token, id, ["b"]);
    // One introspection serves both.
    await expect.poll(introspections).toBeGreaterThan(before);
    held.release();
    const [, rejected, deleted] = await env.clock.run(Promise.all([first, conditional, deletion]));
    await redis.start();
    expect({ rejected: rejected.codes, deleted: deleted.codes }).toEqual({
      rejected: ["UPSTREAM_UNAVAILABLE"],
      deleted: [],
    });
    expect([...(await env.zitadel.getMetadata(id)).keys()].sort()).toEqual(["a", "c"]);
  });

  it("releases a lease that Redis grants after the write has stopped waiting for it", async () => {
    await using subgraph = await startSubgraph({ ...relaxedRedisTimings, commandTimeoutMs: 500 });
    const { id } = await env.addPerson();
    const token = env.pat("manager");
    const write = (value: string): Promise<readonly string[]> =>
      env.clock.run(setUserMetadata(subgraph, token, id, [{ key: "a", value }])).then(({ codes }) => codes);
    expect(await write("1")).toEqual([]);
    const granted = async (): Promise<number> => countCalls(await redis.admin.info("commandstats"), "set");
    const before = await granted();
    redis.pause();
    expect(await write("2")).toEqual([]);
    redis.resume();
    await expect.poll(granted).toBe(before + 1);
    // The lease would last longer than this test.
    await expect.poll(() => redis.admin.keys("*write-lease*")).toEqual([]);
  });
});

function countCalls(commandStats: string, command: string): number {
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(commandStats)?.[1] ?? 0);
}
