import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { createTestClock, longTimeout } from "../../support/test-clock.js";
import { relaxedRedisTimings, startRedis, type TestRedis } from "../../support/redis.js";
import { batchOf, valuesIn } from "./batch.js";
import { openStore, waitUntilUnavailable, waitUntilAvailable } from "./redis-stores.js";
import { whileLeading } from "./while-leading.js";

const unavailable = "Redis unavailable; reads go to ZITADEL";
const available = "Redis available again";

describeWithRedis("the Redis store during an outage of Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it("returns undefined from reads, logs the outage once, and recovers when Redis restarts empty", async () => {
    await using opened = openStore(redis.url);
    const { store, lines } = opened;
    await whileLeading(store, (writer) => writer.apply(batchOf({ "acme/ada": "x" })));
    await redis.stop();
    await waitUntilUnavailable(store);
    await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
    store.triggerPoll();
    expect(await store.size()).toBeUndefined();
    expect(await store.read(["ada"])).toBeUndefined();
    expect(lines).toEqual([["warn", unavailable, "the connection was lost"]]);
    await redis.start();
    await waitUntilAvailable(store);
    expect(lines.slice(1)).toEqual([["info", available]]);
    expect(await whileLeading(store, (writer) => writer.checkpoint())).toBeUndefined();
  });

  it("connects to a Redis that starts after the store", async () => {
    await redis.stop();
    await using opened = openStore(redis.url);
    const { store, lines } = opened;
    expect(await store.read([])).toBeUndefined();
    expect(store.isLeading).toBe(false);
    const leading = whileLeading(store, (writer) => writer.records(["ada"]));
    await expect.poll(() => lines.length, longTimeout).toBe(1);
    await redis.start();
    expect(await leading).toEqual([undefined]);
    expect(lines).toEqual([
      ["warn", unavailable, expect.stringContaining("ECONNREFUSED")],
      ["info", available],
    ]);
  });

  it("delays only the first reads when Redis does not reply", async () => {
    const clock = createTestClock();
    const timings = { ...relaxedRedisTimings, commandTimeoutMs: 300, cooldownMs: 60_000 };
    await using opened = openStore(redis.url, { timings, clock });
    const { store, lines } = opened;
    await waitUntilAvailable(store);
    redis.pause();
    const results: unknown[] = [];
    const first = Array.from({ length: 20 }, async () => results.push(await store.read(["ada"])));
    await clock.advance(299);
    expect(results).toEqual([]);
    await clock.advance(1);
    await Promise.all(first);
    expect(results).toEqual(first.map(() => undefined));
    // The clock is stopped: a read that waited would never return.
    for (let n = 0; n < 100; n++) expect(await store.read(["ada"])).toBeUndefined();
    await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
    expect(lines).toEqual([["warn", unavailable, "no reply within 300 ms"]]);
    redis.resume();
    await clock.advance(60_000);
    await waitUntilAvailable(store);
    expect(lines.slice(1)).toEqual([["info", available]]);
  });

  it("rejects calls of the leader", async () => {
    await using opened = openStore(redis.url);
    const { store } = opened;
    await whileLeading(store, async (writer) => {
      await redis.stop();
      await waitUntilUnavailable(store);
      await expect(writer.apply(batchOf({}))).rejects.toThrow("the connection was lost");
      await expect(writer.checkpoint()).rejects.toThrow("the connection was lost");
    });
    await expect(store.userIds()[Symbol.asyncIterator]().next()).rejects.toThrow("the connection was lost");
  });
});

describeWithRedis("the Redis store when Redis rejects its commands", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it.each<[string, string[], string[], RegExp]>([
    [
      "Redis is a read-only replica",
      ["REPLICAOF", "127.0.0.1", "1"],
      ["REPLICAOF", "NO", "ONE"],
      /^READONLY .*REDIS_URL must name the primary/,
    ],
    [
      "Redis is out of memory",
      ["CONFIG", "SET", "maxmemory", "1"],
      ["CONFIG", "SET", "maxmemory", "0"],
      /^OOM .*raise maxmemory/,
    ],
  ])("stops reading and logs once what to do when %s", async (_, cause, undo, reason) => {
    await using opened = openStore(redis.url);
    const { store, lines } = opened;
    await whileLeading(store, async (writer) => {
      await writer.apply(batchOf({ "acme/ada": "x" }));
      await redis.admin.call(...toCommand(cause));
      await expect(writer.apply(batchOf({ "acme/ada": "y" }))).rejects.toThrow(reason);
    });
    await waitUntilUnavailable(store);
    for (let n = 0; n < 20; n++) expect(await store.read(["ada"])).toBeUndefined();
    await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
    await redis.admin.call(...toCommand(undo));
    await waitUntilAvailable(store);
    expect(valuesIn((await store.read(["ada"]))?.records)).toEqual(["x"]);
    const matching = lines.filter(([, , text]) => text !== undefined && reason.test(text));
    expect(matching.length).toBeLessThanOrEqual(2);
    expect(lines.filter(([, message]) => message === unavailable)).toHaveLength(1);
    expect(lines.at(-1)).toEqual(["info", available]);
  });

  it("logs that the database contains other data under the replica's keys", async () => {
    await redis.admin.set("{mine}:v1:records", "other data");
    await using opened = openStore(redis.url, {
      prefix: "mine",
      timings: { ...relaxedRedisTimings, cooldownMs: 1 },
    });
    const { store, lines } = opened;
    await expect
      .poll(() => lines, longTimeout)
      .toEqual([["warn", unavailable, expect.stringMatching(/^WRONGTYPE .*another database/)]]);
    await redis.admin.del("{mine}:v1:records");
    await waitUntilAvailable(store);
    expect(lines.slice(1)).toEqual([["info", available]]);
  });

  it("logs that Redis requires a user and a password", async () => {
    await using redis = await startRedis({
      settings: ["user default off", "user admin on nopass ~* &* +@all"],
    });
    await using opened = openStore(redis.url);
    await expect
      .poll(() => opened.lines, longTimeout)
      .toEqual([["warn", unavailable, expect.stringMatching(/^NOAUTH .*a user and a password/)]]);
  });
});

function toCommand([name = "", ...rest]: readonly string[]): [string, ...string[]] {
  return [name, ...rest];
}
