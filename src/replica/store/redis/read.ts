import type { Redis } from "ioredis";
import type { StoredPendingWrite, StoredPage } from "../store.js";
import type { Keys } from "./keys.js";

const mostAheadMs = 1000;

/** Some owners, all at one moment, in one round trip. */
export async function readPage(client: Redis, keys: Keys, ownerIds: readonly string[]): Promise<StoredPage> {
  // Redis wants to be asked for something.
  const ids = ownerIds.length === 0 ? [""] : ownerIds;
  const results = await client
    .multi()
    // Does nothing where writing is possible. A Redis that cannot be told of writes, a replica after a failover say, knows of none, and is not to be
    // read: it refuses the transaction for this.
    .set(keys.writeProbe, "", "XX")
    .time()
    .hmget(keys.state, "completeAt", "owners", "indexed")
    .hlen(keys.records)
    .zcard(keys.index)
    .hmgetBuffer(keys.records, ...ids)
    .mget(ids.map(keys.pendingWrite))
    .exec();
  const [, time, state, owners, indexed, records, awaited] = (results ?? []).map(([error, answer]) => {
    if (error !== null) throw error;
    return listOf(answer);
  });
  const [seconds, microseconds] = time ?? [];
  const now = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  const [completeAt, ownersThen, indexedThen] = state ?? [];
  // One of its keys was evicted, or deleted: whoever leads empties it.
  const isWhole = owners?.[0] === Number(ownersThen ?? 0) && indexed?.[0] === Number(indexedThen ?? 0);
  return {
    ageMs: isWhole && typeof completeAt === "string" ? ageOf(now, Number(completeAt)) : undefined,
    records: ownerIds.map((_, at) => bufferOf(records?.[at])),
    pendingWrites: ownerIds.map((_, at) => awaitedOf(awaited?.[at], now)),
  };
}

/** A clock that was set back would make it younger than nothing, until it is complete the next time. What is no moment is of no age. */
function ageOf(now: number, completeAt: number): number | undefined {
  const ageMs = now - completeAt;
  return Number.isNaN(ageMs) || ageMs < -mostAheadMs ? undefined : Math.max(0, ageMs);
}

export function bufferOf(answer: unknown): Buffer | undefined {
  return Buffer.isBuffer(answer) ? answer : undefined;
}

/** Whatever else stands there, something was written. */
function awaitedOf(answer: unknown, now: number): StoredPendingWrite | undefined {
  if (typeof answer !== "string") return undefined;
  const [date = "", over = ""] = answer.split(" ");
  return { changedAt: date === "" ? undefined : Number(date), isExpired: Number(over) <= now };
}

function listOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer : [answer];
}
