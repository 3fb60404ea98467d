import { afterAll, beforeAll, expect, it } from "vitest";
import { LeadershipLost } from "../../../src/replica/store/store.js";
import { startTcpProxy } from "../../support/tcp-proxy.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { eventually } from "../../support/eventually.js";
import { relaxedRedisTimings } from "../../support/relaxed-redis-timings.js";
import { startRedis, type TestRedis } from "../../support/start-redis.js";
import { createTestClock } from "../../support/test-clock.js";
import { batchOf, initialCheckpoint, valuesIn } from "./batch.js";
import { eventDrivenTimings, openStore, type TestRedisStore, waitUntilAvailable } from "./redis-stores.js";
import { startLeader, waitForLeadership } from "./start-leader.js";

/** Waits until a word of whoever ends its turn would have this one try: it listens, and the turn that it asked for was had by another one. */
async function whenWaiting({ admin }: TestRedis, { store, prefix }: TestRedisStore): Promise<void> {
  const channel = `{${prefix}}:v1:nudges`;
  await expect.poll(() => admin.pubsub("NUMSUB", channel), eventually).toEqual([channel, 2]);
  // Answered after the turn that it asked for.
  await store.read([]);
}

describeWithRedis("one of many instances follows", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it("and another one at once when it stops", async () => {
    await using a = openStore(redis.url, { timings: eventDrivenTimings });
    await using b = openStore(redis.url, { prefix: a.prefix, timings: eventDrivenTimings });
    await Promise.all([a, b].map(({ store }) => waitUntilAvailable(store)));
    const [leaderA, leaderB] = [startLeader(a.store), startLeader(b.store)];
    await expect.poll(() => a.store.isLeading !== b.store.isLeading, eventually).toBe(true);
    const [first, second, leader] = a.store.isLeading ? [a, b, leaderA] : [b, a, leaderB];
    await whenWaiting(redis, second);
    await leader.stop();
    await expect.poll(() => second.store.isLeading, eventually).toBe(true);
    expect(first.store.isLeading).toBe(false);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
  });

  it("and another one at once when it is disposed of", async () => {
    await using b = openStore(redis.url, { timings: eventDrivenTimings });
    const a = openStore(redis.url, { prefix: b.prefix, timings: eventDrivenTimings });
    await waitForLeadership(a.store, startLeader(a.store));
    await waitUntilAvailable(b.store);
    const leaderB = startLeader(b.store);
    await whenWaiting(redis, b);
    await a[Symbol.asyncDispose]();
    await expect.poll(() => b.store.isLeading, eventually).toBe(true);
    await leaderB.stop();
  });

  it("and another one soon when it is heard of no more", async () => {
    await using relay = await startTcpProxy(redis.url);
    const times = { ...relaxedRedisTimings, leaseMs: 300 };
    await using a = openStore(relay.url.replace("http", "redis"), { timings: times });
    await using b = openStore(redis.url, { prefix: a.prefix });
    const leaderA = startLeader(a.store);
    await waitForLeadership(a.store, leaderA);
    await waitUntilAvailable(b.store);
    const leaderB = startLeader(b.store);
    await relay.close();
    await waitForLeadership(b.store, leaderB);
    expect(a.store.isLeading).toBe(false);
    await expect.poll(() => leaderA.terms.at(-1)?.signal.aborted, eventually).toBe(true);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
  });

  it("and one that was paused meanwhile writes nothing any more", async () => {
    await using a = openStore(redis.url, { timings: { ...relaxedRedisTimings, renewIntervalMs: 600_000 } });
    await using b = openStore(redis.url, { prefix: a.prefix });
    const leaderA = startLeader(a.store);
    const paused = await waitForLeadership(a.store, leaderA);
    await paused.apply(batchOf({ "acme/ada": "of a" }));
    await paused.markCaughtUp((await paused.now()) - 60_000);
    // So much time has passed while it was.
    await redis.admin.del(`{${a.prefix}}:v1:lock`);
    const leaderB = startLeader(b.store);
    const writer = await waitForLeadership(b.store, leaderB);
    const late = [
      () =>
        paused.apply(
          batchOf(
            { "acme/ada": "late", "acme/bob": "late" },
            { checkpoint: { ...initialCheckpoint, lowWatermark: 9 } },
          ),
        ),
      () => paused.markCaughtUp(0),
      () => paused.clear(),
    ];
    for (const write of late) await expect(write()).rejects.toThrow(LeadershipLost);
    expect(await writer.checkpoint()).toEqual(initialCheckpoint);
    const page = await b.store.read(["ada", "bob"]);
    expect(valuesIn(page?.records)).toEqual(["of a", undefined]);
    expect(page?.ageMs).toBeGreaterThanOrEqual(59_999);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
    // It has released no lock but its own.
    expect(leaderB.terms).toHaveLength(1);
  });

  it("and goes on when nobody took over while it was not heard of", async () => {
    await using a = openStore(redis.url);
    const leader = startLeader(a.store);
    const writer = await waitForLeadership(a.store, leader);
    await redis.admin.del(`{${a.prefix}}:v1:lock`);
    await expect.poll(() => redis.admin.exists(`{${a.prefix}}:v1:lock`), eventually).toBe(1);
    await writer.apply(batchOf({}));
    expect(leader.terms).toHaveLength(1);
    await leader.stop();
  });

  it("and no longer when Redis hangs", async () => {
    await using hanging = await startRedis();
    const clock = createTestClock();
    const times = {
      ...relaxedRedisTimings,
      commandTimeoutMs: 9000,
      cooldownMs: 20,
      leaseMs: 30_000,
      renewIntervalMs: 20_000,
      acquireIntervalMs: 20,
    };
    await using a = openStore(hanging.url, { timings: times, clock });
    const leader = startLeader(a.store);
    const writer = await waitForLeadership(a.store, leader);
    await clock.advance(times.renewIntervalMs);
    // Answered after the leader was heard of: its turn begins anew.
    await writer.checkpoint();
    hanging.pause();
    await clock.advance(times.leaseMs - 1);
    expect(a.store.isLeading).toBe(true);
    const applied = expect(writer.apply(batchOf({}))).rejects.toThrow(LeadershipLost);
    await clock.advance(1);
    expect(a.store.isLeading).toBe(false);
    // It does not wait for what it asked when its turn is over.
    await clock.advance(times.commandTimeoutMs);
    await applied;
    hanging.resume();
    await clock.until(() => leader.terms.length > 1);
    expect(leader.terms).toHaveLength(2);
    await leader.stop();
  });

  it("and is nudged by the others", async () => {
    await using a = openStore(redis.url);
    await using b = openStore(redis.url, { prefix: a.prefix });
    await waitUntilAvailable(b.store);
    const leader = startLeader(a.store);
    await waitForLeadership(a.store, leader);
    const nudges = { a: 0, b: 0 };
    a.store.onPollRequested = () => nudges.a++;
    b.store.onPollRequested = () => nudges.b++;
    // One may be lost while connections are new.
    await expect
      .poll(() => {
        b.store.triggerPoll();
        return nudges.a;
      }, eventually)
      .toBeGreaterThan(0);
    expect(nudges.b).toBe(0);
    await leader.stop();
  });
});
