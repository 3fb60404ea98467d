import { afterAll, beforeAll, expect, it } from "vitest";
import { createKeys } from "../../../src/replica/store/redis/keys.js";
import { LeadershipLost } from "../../../src/replica/store/store.js";
import { startTcpProxy } from "../../support/servers.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { createTestClock, longTimeout } from "../../support/test-clock.js";
import { relaxedRedisTimings, startRedis, type TestRedis } from "../../support/redis.js";
import { batchOf, initialCheckpoint, valuesIn } from "./batch.js";
import { eventDrivenTimings, openStore, type TestRedisStore, waitUntilAvailable } from "./redis-stores.js";
import { startLeader, waitForLeadership } from "./start-leader.js";

/**
 * Waits until the store listens for a released lease, and its own attempt to acquire the lease has failed.
 */
async function waitUntilWaiting({ admin }: TestRedis, { store, prefix }: TestRedisStore): Promise<void> {
  const channel = createKeys(prefix).signals;
  await expect.poll(() => admin.pubsub("NUMSUB", channel), longTimeout).toEqual([channel, 2]);
  // Redis replies in order: to the attempt, then to this read.
  await store.read([]);
}

describeWithRedis("the leader election in Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it("makes another process the leader as soon as the leader stops", async () => {
    await using a = openStore(redis.url, { timings: eventDrivenTimings });
    await using b = openStore(redis.url, { prefix: a.prefix, timings: eventDrivenTimings });
    await Promise.all([a, b].map(({ store }) => waitUntilAvailable(store)));
    const [leaderA, leaderB] = [startLeader(a.store), startLeader(b.store)];
    await expect.poll(() => a.store.isLeading !== b.store.isLeading, longTimeout).toBe(true);
    const [first, second, leader] = a.store.isLeading ? [a, b, leaderA] : [b, a, leaderB];
    await waitUntilWaiting(redis, second);
    await leader.stop();
    await expect.poll(() => second.store.isLeading, longTimeout).toBe(true);
    expect(first.store.isLeading).toBe(false);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
  });

  it("makes another process the leader as soon as the leader is disposed", async () => {
    await using b = openStore(redis.url, { timings: eventDrivenTimings });
    const a = openStore(redis.url, { prefix: b.prefix, timings: eventDrivenTimings });
    await waitForLeadership(a.store, startLeader(a.store));
    await waitUntilAvailable(b.store);
    const leaderB = startLeader(b.store);
    await waitUntilWaiting(redis, b);
    await a[Symbol.asyncDispose]();
    await expect.poll(() => b.store.isLeading, longTimeout).toBe(true);
    await leaderB.stop();
  });

  it("makes another process the leader when the leader's lease has expired", async () => {
    await using proxy = await startTcpProxy(redis.url);
    const timings = { ...relaxedRedisTimings, leaseMs: 300 };
    await using a = openStore(proxy.url.replace("http", "redis"), { timings });
    await using b = openStore(redis.url, { prefix: a.prefix });
    const leaderA = startLeader(a.store);
    await waitForLeadership(a.store, leaderA);
    await waitUntilAvailable(b.store);
    const leaderB = startLeader(b.store);
    await proxy.close();
    await waitForLeadership(b.store, leaderB);
    expect(a.store.isLeading).toBe(false);
    await expect.poll(() => leaderA.terms.at(-1)?.signal.aborted, longTimeout).toBe(true);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
  });

  it("rejects writes of a former leader that was paused", async () => {
    await using a = openStore(redis.url, { timings: { ...relaxedRedisTimings, renewIntervalMs: 600_000 } });
    await using b = openStore(redis.url, { prefix: a.prefix });
    const leaderA = startLeader(a.store);
    const paused = await waitForLeadership(a.store, leaderA);
    await paused.apply(batchOf({ "acme/ada": "of a" }));
    await paused.markCaughtUp((await paused.now()) - 60_000);
    // The lease expires during the pause.
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
    // The former leader has not released the lease of the new one.
    expect(leaderB.terms).toHaveLength(1);
  });

  it("keeps the leader when its lease was lost and no process has acquired it", async () => {
    await using a = openStore(redis.url);
    const leader = startLeader(a.store);
    const writer = await waitForLeadership(a.store, leader);
    await redis.admin.del(`{${a.prefix}}:v1:lock`);
    await expect.poll(() => redis.admin.exists(`{${a.prefix}}:v1:lock`), longTimeout).toBe(1);
    await writer.apply(batchOf({}));
    expect(leader.terms).toHaveLength(1);
    await leader.stop();
  });

  it("ends leadership when Redis does not reply until the lease has expired", async () => {
    await using hanging = await startRedis();
    const clock = createTestClock();
    const timings = {
      ...relaxedRedisTimings,
      commandTimeoutMs: 9000,
      cooldownMs: 20,
      leaseMs: 30_000,
      renewIntervalMs: 20_000,
      acquireIntervalMs: 20,
    };
    await using a = openStore(hanging.url, { timings, clock });
    const leader = startLeader(a.store);
    const writer = await waitForLeadership(a.store, leader);
    await clock.advance(timings.renewIntervalMs);
    // Redis replies in order: the lease has been renewed.
    await writer.checkpoint();
    hanging.pause();
    await clock.advance(timings.leaseMs - 1);
    expect(a.store.isLeading).toBe(true);
    const applied = expect(writer.apply(batchOf({}))).rejects.toThrow(LeadershipLost);
    await clock.advance(1);
    expect(a.store.isLeading).toBe(false);
    // The pending write rejects when leadership ends, without waiting for the reply.
    await clock.advance(timings.commandTimeoutMs);
    await applied;
    hanging.resume();
    await clock.until(() => leader.terms.length > 1);
    expect(leader.terms).toHaveLength(2);
    await leader.stop();
  });

  it("delivers poll requests of other processes to the leader", async () => {
    await using a = openStore(redis.url);
    await using b = openStore(redis.url, { prefix: a.prefix });
    await waitUntilAvailable(b.store);
    const leader = startLeader(a.store);
    await waitForLeadership(a.store, leader);
    const requests = { a: 0, b: 0 };
    a.store.onPollRequested = () => requests.a++;
    b.store.onPollRequested = () => requests.b++;
    // A request may be lost while the connections are being opened.
    await expect
      .poll(() => {
        b.store.triggerPoll();
        return requests.a;
      }, longTimeout)
      .toBeGreaterThan(0);
    expect(requests.b).toBe(0);
    await leader.stop();
  });
});
