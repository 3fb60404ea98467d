import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { eventually } from "../../support/eventually.js";
import { relaxedRedisTimings } from "../../support/relaxed-redis-timings.js";
import { startRedis, type TestRedis } from "../../support/start-redis.js";
import { createTestClock } from "../../support/test-clock.js";
import { batchOf, valuesIn } from "./batch.js";
import { openStore, waitUntilUnavailable, waitUntilAvailable } from "./redis-stores.js";
import { whileLeading } from "./while-leading.js";

const lost = "Redis unavailable; reads go to ZITADEL";
const back = "Redis available again";

describeWithRedis("a Redis that is away", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it("is an outage of the replica only, and is told once; when it is back, empty, all begins by itself", async () => {
    await using opened = openStore(redis.url);
    const { store, lines } = opened;
    await whileLeading(store, (writer) => writer.apply(batchOf({ "acme/ada": "x" })));
    await redis.stop();
    await waitUntilUnavailable(store);
    await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
    store.triggerPoll();
    expect(await store.size()).toBeUndefined();
    expect(await store.read(["ada"])).toBeUndefined();
    expect(lines).toEqual([["warn", lost, "the connection was lost"]]);
    await redis.start();
    await waitUntilAvailable(store);
    expect(lines.slice(1)).toEqual([["info", back]]);
    expect(await whileLeading(store, (writer) => writer.checkpoint())).toBeUndefined();
  });

  it("may come when the store has long been there", async () => {
    await redis.stop();
    await using opened = openStore(redis.url);
    const { store, lines } = opened;
    expect(await store.read([])).toBeUndefined();
    expect(store.isLeading).toBe(false);
    const leading = whileLeading(store, (writer) => writer.records(["ada"]));
    await expect.poll(() => lines.length, eventually).toBe(1);
    await redis.start();
    expect(await leading).toEqual([undefined]);
    expect(lines).toEqual([
      ["warn", lost, expect.stringContaining("ECONNREFUSED")],
      ["info", back],
    ]);
  });

  it("keeps nobody waiting but those who asked first when it hangs", async () => {
    const clock = createTestClock();
    const times = { ...relaxedRedisTimings, commandTimeoutMs: 300, cooldownMs: 60_000 };
    await using opened = openStore(redis.url, { timings: times, clock });
    const { store, lines } = opened;
    await waitUntilAvailable(store);
    redis.pause();
    const answers: unknown[] = [];
    const first = Array.from({ length: 20 }, async () => answers.push(await store.read(["ada"])));
    await clock.advance(299);
    expect(answers).toEqual([]);
    await clock.advance(1);
    await Promise.all(first);
    expect(answers).toEqual(first.map(() => undefined));
    // Time stands still: whoever would have to wait would not be answered.
    for (let n = 0; n < 100; n++) expect(await store.read(["ada"])).toBeUndefined();
    await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
    expect(lines).toEqual([["warn", lost, "no reply within 300 ms"]]);
    redis.resume();
    await clock.advance(60_000);
    await waitUntilAvailable(store);
    expect(lines.slice(1)).toEqual([["info", back]]);
  });

  it("is told to whoever follows", async () => {
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

describeWithRedis("a Redis that refuses", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it.each<[string, string[], string[], RegExp]>([
    [
      "because it only follows another",
      ["REPLICAOF", "127.0.0.1", "1"],
      ["REPLICAOF", "NO", "ONE"],
      /^READONLY .*REDIS_URL must name the primary/,
    ],
    [
      "because its memory is full",
      ["CONFIG", "SET", "maxmemory", "1"],
      ["CONFIG", "SET", "maxmemory", "0"],
      /^OOM .*raise maxmemory/,
    ],
  ])("%s is not read, and it is said once what to do", async (_, begin, end, reason) => {
    await using opened = openStore(redis.url);
    const { store, lines } = opened;
    await whileLeading(store, async (writer) => {
      await writer.apply(batchOf({ "acme/ada": "x" }));
      await redis.admin.call(...asCommand(begin));
      await expect(writer.apply(batchOf({ "acme/ada": "y" }))).rejects.toThrow(reason);
    });
    await waitUntilUnavailable(store);
    for (let n = 0; n < 20; n++) expect(await store.read(["ada"])).toBeUndefined();
    await store.recordPendingWrite("ada", { changedAt: 1 }, 60_000);
    await redis.admin.call(...asCommand(end));
    await waitUntilAvailable(store);
    expect(valuesIn((await store.read(["ada"]))?.records)).toEqual(["x"]);
    const told = lines.filter(([, , text]) => text !== undefined && reason.test(text));
    expect(told.length).toBeLessThanOrEqual(2);
    expect(lines.filter(([, words]) => words === lost)).toHaveLength(1);
    expect(lines.at(-1)).toEqual(["info", back]);
  });

  it("because something else is kept there is said so", async () => {
    await redis.admin.set("{mine}:v1:owners", "something else");
    await using opened = openStore(redis.url, {
      prefix: "mine",
      timings: { ...relaxedRedisTimings, cooldownMs: 1 },
    });
    const { store, lines } = opened;
    await expect
      .poll(() => lines, eventually)
      .toEqual([["warn", lost, expect.stringMatching(/^WRONGTYPE .*another database/)]]);
    await redis.admin.del("{mine}:v1:owners");
    await waitUntilAvailable(store);
    expect(lines.slice(1)).toEqual([["info", back]]);
  });

  it("because it wants to know who asks is said so", async () => {
    await using redis = await startRedis({
      settings: ["user default off", "user admin on nopass ~* &* +@all"],
    });
    await using opened = openStore(redis.url);
    await expect
      .poll(() => opened.lines, eventually)
      .toEqual([["warn", lost, expect.stringMatching(/^NOAUTH .*a user and a password/)]]);
  });
});

function asCommand([name = "", ...rest]: readonly string[]): [string, ...string[]] {
  return [name, ...rest];
}
