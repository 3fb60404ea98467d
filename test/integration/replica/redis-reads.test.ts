import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithRedis } from "../../support/describe-with-redis.js";
import { startRedis, type TestRedis } from "../../support/redis.js";
import { batchOf, valuesIn } from "./batch.js";
import { openStore, waitUntilAvailable } from "./redis-stores.js";
import { whileLeading } from "./while-leading.js";

/** A proxy in front of Redis that counts round trips: requests sent after a reply. */
async function startCountingProxy(
  target: string,
): Promise<AsyncDisposable & { url: string; roundTrips: number }> {
  const proxy = { url: "", roundTrips: 0 };
  const server = createServer((socket) => {
    const upstream = connect(Number(new URL(target).port), "127.0.0.1");
    let isWaiting = false;
    socket.on("data", () => {
      if (!isWaiting) proxy.roundTrips++;
      isWaiting = true;
    });
    upstream.on("data", () => (isWaiting = false));
    socket.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
    upstream.on("error", () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const isAddress = (address: unknown): address is AddressInfo =>
    typeof address === "object" && address !== null;
  const address = server.address();
  if (!isAddress(address)) throw new TypeError("The server has no address.");
  proxy.url = `redis://127.0.0.1:${address.port}`;
  return Object.assign(proxy, {
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  });
}

describeWithRedis("the Redis store", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  it("reads a page of any size in one round trip", async () => {
    await using proxy = await startCountingProxy(redis.url);
    await using opened = openStore(proxy.url);
    const { store } = opened;
    const ids = Array.from({ length: 1000 }, (_, n) => `user-${n}`);
    const all = Object.fromEntries(ids.map((id) => [`acme/${id}`, "x".repeat(300)]));
    await whileLeading(store, (writer) => writer.apply(batchOf(all)));
    await store.recordPendingWrite("user-7", { changedAt: 1 }, 60_000);
    const before = proxy.roundTrips;
    const page = await store.read(ids);
    expect(proxy.roundTrips).toBe(before + 1);
    expect(valuesIn(page?.records)).toEqual(Object.values(all));
    expect(page?.pendingWrites[7]).toEqual({ changedAt: 1, isExpired: false });
  });

  it("reads a page atomically", async () => {
    await using opened = openStore(redis.url);
    await using reading = openStore(redis.url, { prefix: opened.prefix });
    await waitUntilAvailable(reading.store);
    const torn: unknown[] = [];
    await whileLeading(opened.store, async (writer) => {
      await writer.apply(batchOf({ "acme/ada": "0", "acme/bob": "0" }));
      for (let n = 0; n < 100; n++) {
        const value = String(n);
        const [page] = await Promise.all([
          reading.store.read(["ada", "unknown", "bob"]),
          writer.apply(batchOf({ "acme/ada": value, "acme/bob": value })),
        ]);
        const [ada, , bob] = valuesIn(page?.records);
        if (ada !== bob || ada === undefined) torn.push([ada, bob]);
      }
    });
    expect(torn).toEqual([]);
  });

  it("shares pending writes between processes", async () => {
    await using a = openStore(redis.url);
    await using b = openStore(redis.url, { prefix: a.prefix });
    await Promise.all([a, b].map(({ store }) => waitUntilAvailable(store)));
    await a.store.recordPendingWrite("ada", { changedAt: 7 }, 60_000);
    expect((await b.store.read(["ada"]))?.pendingWrites).toEqual([{ changedAt: 7, isExpired: false }]);
    // This write is recorded later, and has an earlier date.
    await b.store.recordPendingWrite("ada", { changedAt: 6 }, 60_000);
    expect((await b.store.read(["ada"]))?.pendingWrites).toEqual([{ changedAt: 7, isExpired: false }]);
  });

  it("separates replicas with different prefixes", async () => {
    await using a = openStore(redis.url);
    await using b = openStore(redis.url);
    await whileLeading(a.store, (writer) => writer.apply(batchOf({ "acme/ada": "x" })));
    await waitUntilAvailable(b.store);
    expect((await b.store.read(["ada"]))?.records).toEqual([undefined]);
  });

  it("writes more users than Redis accepts in one command", async () => {
    await using opened = openStore(redis.url);
    const { store } = opened;
    const ids = Array.from({ length: 100_001 }, (_, n) => String(n));
    await whileLeading(store, async (writer) => {
      await writer.apply(batchOf(Object.fromEntries(ids.map((id) => [`acme/${id}`, "x"]))));
      expect(await writer.userIdsIn("acme")).toHaveLength(ids.length);
      await writer.apply(batchOf(Object.fromEntries(ids.map((id) => [`acme/${id}`, null]))));
    });
    expect(await store.size()).toEqual({ users: 0, bytes: expect.any(Number) });
  });
});
