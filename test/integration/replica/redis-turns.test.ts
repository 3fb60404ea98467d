import { afterAll, beforeAll, expect, it } from "vitest";
import { NotLeading, type ReplicaStore, type ReplicaWriter } from "../../../src/replica/store.js";
import { startRelay } from "../../support/relay.js";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { startRedis, type TestRedis } from "../../support/start-redis.js";
import { batchOf, beginning, valuesIn } from "./batch.js";
import { never, openStore, soon, whenThere } from "./redis-stores.js";

/** Leads until it is told to stop, and tells of each turn. */
function startLeading(store: ReplicaStore): {
  readonly turns: readonly { readonly writer: ReplicaWriter; readonly signal: AbortSignal }[];
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const turns: { writer: ReplicaWriter; signal: AbortSignal }[] = [];
  const leading = store.lead(async (writer, signal) => {
    turns.push({ writer, signal });
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve);
    });
  }, stopping.signal);
  return {
    turns,
    stop: () => {
      stopping.abort();
      return leading;
    },
  };
}

async function turnOf(store: ReplicaStore, leader: ReturnType<typeof startLeading>): Promise<ReplicaWriter> {
  await expect.poll(() => store.isLeading && leader.turns.length, { timeout: 10_000 }).toBeGreaterThan(0);
  const last = leader.turns.at(-1);
  if (last === undefined) throw new Error("It has had no turn.");
  return last.writer;
}

describeWithRedis("one of many instances follows", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it("and another one at once when it stops", async () => {
    await using a = openStore(redis.url, { times: never });
    await using b = openStore(redis.url, { prefix: a.prefix, times: never });
    await Promise.all([a, b].map(({ store }) => whenThere(store)));
    const [leaderA, leaderB] = [startLeading(a.store), startLeading(b.store)];
    await expect.poll(() => a.store.isLeading !== b.store.isLeading).toBe(true);
    const [first, second, leader] = a.store.isLeading ? [a, b, leaderA] : [b, a, leaderB];
    await leader.stop();
    await expect.poll(() => second.store.isLeading).toBe(true);
    expect(first.store.isLeading).toBe(false);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
  });

  it("and another one at once when it is disposed of", async () => {
    await using b = openStore(redis.url, { times: never });
    const a = openStore(redis.url, { prefix: b.prefix, times: never });
    await turnOf(a.store, startLeading(a.store));
    await whenThere(b.store);
    const leaderB = startLeading(b.store);
    await a[Symbol.asyncDispose]();
    await expect.poll(() => b.store.isLeading).toBe(true);
    await leaderB.stop();
  });

  it("and another one soon when it is heard of no more", async () => {
    await using relay = await startRelay(redis.url);
    await using a = openStore(relay.url.replace("http", "redis"));
    await using b = openStore(redis.url, { prefix: a.prefix });
    const leaderA = startLeading(a.store);
    await turnOf(a.store, leaderA);
    await whenThere(b.store);
    const leaderB = startLeading(b.store);
    await relay.close();
    await turnOf(b.store, leaderB);
    expect(a.store.isLeading).toBe(false);
    await expect.poll(() => leaderA.turns.at(-1)?.signal.aborted).toBe(true);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
  });

  it("and one that was paused meanwhile writes nothing any more", async () => {
    await using a = openStore(redis.url, { times: { ...soon, lockMs: 600_000, keepMs: 600_000 } });
    await using b = openStore(redis.url, { prefix: a.prefix });
    const leaderA = startLeading(a.store);
    const paused = await turnOf(a.store, leaderA);
    await paused.apply(batchOf({ "acme/ada": "of a" }));
    await paused.complete((await paused.now()) - 60_000);
    // So much time has passed while it was.
    await redis.admin.del(`{${a.prefix}}:v1:lock`);
    const leaderB = startLeading(b.store);
    const writer = await turnOf(b.store, leaderB);
    const late = [
      () =>
        paused.apply(
          batchOf({ "acme/ada": "late", "acme/bob": "late" }, { position: { ...beginning, settled: 9 } }),
        ),
      () => paused.complete(0),
      () => paused.clear(),
    ];
    for (const write of late) await expect(write()).rejects.toThrow(NotLeading);
    expect(await writer.position()).toEqual(beginning);
    const page = await b.store.read(["ada", "bob"]);
    expect(valuesIn(page?.records)).toEqual(["of a", undefined]);
    expect(page?.ageMs).toBeGreaterThanOrEqual(59_999);
    await Promise.all([leaderA.stop(), leaderB.stop()]);
    // It has released no lock but its own.
    expect(leaderB.turns).toHaveLength(1);
  });

  it("and goes on when nobody took over while it was not heard of", async () => {
    await using a = openStore(redis.url);
    const leader = startLeading(a.store);
    const writer = await turnOf(a.store, leader);
    await redis.admin.del(`{${a.prefix}}:v1:lock`);
    await expect.poll(() => redis.admin.exists(`{${a.prefix}}:v1:lock`)).toBe(1);
    await writer.apply(batchOf({}));
    expect(leader.turns).toHaveLength(1);
    await leader.stop();
  });

  it("and no longer when Redis hangs", async () => {
    await using hanging = await startRedis();
    await using a = openStore(hanging.url);
    const leader = startLeading(a.store);
    const writer = await turnOf(a.store, leader);
    hanging.pause();
    // It does not wait for what it asked when its turn is over.
    await expect(writer.apply(batchOf({}))).rejects.toThrow(NotLeading);
    expect(a.store.isLeading).toBe(false);
    hanging.resume();
    await expect.poll(() => leader.turns.length).toBe(2);
    await leader.stop();
  });

  it("and is nudged by the others", async () => {
    await using a = openStore(redis.url);
    await using b = openStore(redis.url, { prefix: a.prefix });
    await whenThere(b.store);
    const leader = startLeading(a.store);
    await turnOf(a.store, leader);
    const nudges = { a: 0, b: 0 };
    a.store.onNudge = () => nudges.a++;
    b.store.onNudge = () => nudges.b++;
    // One may be lost while connections are new.
    await expect
      .poll(() => {
        b.store.nudge();
        return nudges.a;
      })
      .toBeGreaterThan(0);
    expect(nudges.b).toBe(0);
    await leader.stop();
  });
});

describeWithRedis("a leader whose Redis has not what it left there", () => {
  it.each<[string, (redis: TestRedis, prefix: string) => Promise<unknown>]>([
    ["because it came back empty", (redis) => redis.admin.flushall()],
    ["because a key was evicted", (redis, prefix) => redis.admin.del(`{${prefix}}:v1:owners`)],
    ["because another key was evicted", (redis, prefix) => redis.admin.del(`{${prefix}}:v1:index`)],
    ["because a third was evicted", (redis, prefix) => redis.admin.del(`{${prefix}}:v1:state`)],
  ])("%s writes nothing, and begins anew", async (_, lose) => {
    await using redis = await startRedis();
    await using opened = openStore(redis.url, { times: { ...soon, keepMs: 600_000, lockMs: 600_000 } });
    const { store, prefix } = opened;
    const seen: unknown[] = [];
    const stop = new AbortController();
    await store.lead(async (writer) => {
      seen.push(await writer.position());
      seen.push(valuesIn(await writer.records(["ada"])));
      if (seen.length > 2) stop.abort();
      await writer.apply(batchOf({ "acme/ada": "x" }));
      await writer.complete(await writer.now());
      await lose(redis, prefix);
      expect((await store.read(["ada"]))?.ageMs).toBeUndefined();
      await writer.complete(await writer.now());
    }, stop.signal);
    expect(seen).toEqual([undefined, [undefined], undefined, [undefined]]);
  });

  it("because it came back with what it had before goes on from there", async () => {
    await using redis = await startRedis();
    await using opened = openStore(redis.url, { times: { ...soon, keepMs: 600_000, lockMs: 600_000 } });
    const { store, prefix } = opened;
    const leader = startLeading(store);
    const writer = await turnOf(store, leader);
    await writer.apply(batchOf({ "acme/ada": "old" }, { position: { ...beginning, settled: 1 } }));
    const keys = ["owners", "index", "state"].map((name) => `{${prefix}}:v1:${name}`);
    const saved = await Promise.all(keys.map((key) => redis.admin.dumpBuffer(key)));
    await writer.apply(batchOf({ "acme/ada": "new" }, { position: { ...beginning, settled: 2 } }));
    await Promise.all(keys.map((key, at) => redis.admin.restore(key, 0, saved[at] ?? "", "REPLACE")));
    await expect(writer.complete(0)).rejects.toThrow(NotLeading);
    await expect(writer.apply(batchOf({}))).rejects.toThrow(NotLeading);
    expect(await writer.position()).toMatchObject({ settled: 1 });
    await leader.stop();
  });
});
