import { afterAll, beforeAll, expect, it } from "vitest";
import { LeadershipLost } from "../../../src/replica/store/store.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { relaxedRedisTimings, startRedis, type TestRedis } from "../../support/redis.js";
import { batchOf, initialCheckpoint, valuesIn } from "./batch.js";
import { openStore } from "./redis-stores.js";
import { startLeader, waitForLeadership } from "./start-leader.js";

describeWithRedis("a leader whose replica in Redis has lost data", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it.each<[string, (prefix: string) => Promise<unknown>]>([
    ["Redis restarted empty", () => redis.admin.flushall()],
    ["the records key was evicted", (prefix) => redis.admin.del(`{${prefix}}:v1:records`)],
    ["the index key was evicted", (prefix) => redis.admin.del(`{${prefix}}:v1:index`)],
    ["the state key was evicted", (prefix) => redis.admin.del(`{${prefix}}:v1:state`)],
  ])("writes nothing and rebuilds after %s", async (_, lose) => {
    await using opened = openStore(redis.url, {
      timings: { ...relaxedRedisTimings, renewIntervalMs: 600_000 },
    });
    const { store, prefix } = opened;
    const reads: unknown[] = [];
    const stop = new AbortController();
    await store.runAsLeader(async (writer) => {
      reads.push(await writer.checkpoint());
      reads.push(valuesIn(await writer.records(["ada"])));
      if (reads.length > 2) stop.abort();
      await writer.apply(batchOf({ "acme/ada": "x" }));
      await writer.markCaughtUp(await writer.now());
      await lose(prefix);
      expect((await store.read(["ada"]))?.ageMs).toBeUndefined();
      await writer.markCaughtUp(await writer.now());
    }, stop.signal);
    expect(reads).toEqual([undefined, [undefined], undefined, [undefined]]);
  });

  it("continues from an earlier state that Redis has restored", async () => {
    await using opened = openStore(redis.url, {
      timings: { ...relaxedRedisTimings, renewIntervalMs: 600_000 },
    });
    const { store, prefix } = opened;
    const leader = startLeader(store);
    const writer = await waitForLeadership(store, leader);
    await writer.apply(
      batchOf({ "acme/ada": "old" }, { checkpoint: { ...initialCheckpoint, lowWatermark: 1 } }),
    );
    const keys = ["records", "index", "state"].map((name) => `{${prefix}}:v1:${name}`);
    const saved = await Promise.all(keys.map((key) => redis.admin.dumpBuffer(key)));
    await writer.apply(
      batchOf({ "acme/ada": "new" }, { checkpoint: { ...initialCheckpoint, lowWatermark: 2 } }),
    );
    await Promise.all(keys.map((key, at) => redis.admin.restore(key, 0, saved[at] ?? "", "REPLACE")));
    await expect(writer.markCaughtUp(0)).rejects.toThrow(LeadershipLost);
    await expect(writer.apply(batchOf({}))).rejects.toThrow(LeadershipLost);
    expect(await writer.checkpoint()).toMatchObject({ lowWatermark: 1 });
    await leader.stop();
  });
});
