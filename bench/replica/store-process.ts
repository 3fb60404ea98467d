/**
 * Fills a store page by page, as the replica does. Sends the time, the size of the store and the process
 * memory.
 */
import { setTimeout } from "node:timers/promises";
import { systemClock } from "../../src/lib/clock.js";
import { Secret } from "../../src/lib/secret.js";
import type { Change } from "../../src/changes/change.js";
import { createPageApplier } from "../../src/replica/follow/apply-page.js";
import { createMemoryStore } from "../../src/replica/store/memory/memory-store.js";
import type { Checkpoint } from "../../src/replica/store/checkpoint.js";
import type { ReplicaStore, ReplicaWriter } from "../../src/replica/store/store.js";
import { silentLog } from "../../test/support/silent-replica.js";
import { toUserId } from "../test-data.js";
import { organizationId } from "../upstream/responses.js";
import { metadataKeys, valueOfUser } from "./sizes.js";

const [, , users, redisUrl] = process.argv;
const usersPerPage = 200;
const firstDate = Date.UTC(2026, 0, 1) * 1000;
/** Later than all changes: the store keeps no data for late changes. */
const lowWatermark = Date.UTC(2027, 0, 1) * 1000;

/** Five entries of 20 bytes for each user. */
function pageOf(first: number): readonly Change[] {
  return Array.from({ length: usersPerPage }, (_, n) => first + n).flatMap((number) =>
    metadataKeys.map((key, n) => ({
      kind: "set" as const,
      userId: toUserId(number),
      organization: organizationId,
      sequence: 3 + n,
      date: firstDate + number,
      key,
      bytes: Buffer.from(valueOfUser(number, n)),
    })),
  );
}

async function startStore(): Promise<ReplicaStore> {
  if (redisUrl === undefined) return createMemoryStore(silentLog, systemClock);
  const { startRedisStore } = await import("../../src/replica/store/redis/redis-store.js");
  return startRedisStore({ url: new Secret(redisUrl), log: silentLog, clock: systemClock });
}

async function fill(writer: ReplicaWriter): Promise<number> {
  let busyMs = 0;
  let checkpoint: Checkpoint = { head: undefined, lowWatermark, isComplete: false };
  const applier = createPageApplier(writer, new Map());
  for (let first = 0; first < Number(users); first += usersPerPage) {
    const changes = pageOf(first);
    const startedAt = performance.now();
    ({ checkpoint } = await applier.apply(changes, checkpoint, Number.POSITIVE_INFINITY));
    busyMs += performance.now() - startedAt;
  }
  return busyMs;
}

await using store = await startStore();
const stopping = new AbortController();
await store.runAsLeader(async (writer, signal) => {
  const busyMs = await fill(writer);
  globalThis.gc?.();
  await setTimeout(100);
  const { bytes = 0 } = (await store.size()) ?? {};
  process.send?.({ busyMs, bytes, rssBytes: process.memoryUsage.rss() });
  process.once("disconnect", () => {
    stopping.abort();
  });
  while (!signal.aborted && !stopping.signal.aborted) await setTimeout(50);
}, stopping.signal);
