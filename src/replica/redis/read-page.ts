import type { Redis } from "ioredis";
import type { AwaitedWrite, StoredPage } from "../store.js";
import type { Keys } from "./keys.js";

/** Some owners, all at one moment, in one round trip. */
export async function readPage(client: Redis, keys: Keys, ownerIds: readonly string[]): Promise<StoredPage> {
  // Redis wants to be asked for something.
  const ids = ownerIds.length === 0 ? [""] : ownerIds;
  const results = await client
    .multi()
    // Does nothing where writing is possible. A Redis that cannot be told of writes, a replica after a failover say, knows of none, and is not to be
    // read: it refuses the transaction for this.
    .set(keys.never, "", "XX")
    .time()
    .hmget(keys.state, "completeAt", "owners", "indexed")
    .hlen(keys.owners)
    .zcard(keys.index)
    .hmgetBuffer(keys.owners, ...ids)
    .mget(ids.map(keys.awaited))
    .exec();
  const [, time, state, owners, indexed, records, awaited] = (results ?? []).map(([error, answer]) => {
    if (error !== null) throw error;
    return listOf(answer);
  });
  const [completeAt, ownersThen, indexedThen] = state ?? [];
  // One of its keys was evicted, or deleted: whoever leads empties it.
  const isWhole = owners?.[0] === Number(ownersThen ?? 0) && indexed?.[0] === Number(indexedThen ?? 0);
  return {
    ageMs: isWhole && typeof completeAt === "string" ? ageOf(time, Number(completeAt)) : undefined,
    records: ownerIds.map((_, at) => bufferOf(records?.[at])),
    awaited: ownerIds.map((_, at) => awaitedOf(awaited?.[at])),
  };
}

/** A clock that was set back would make it younger than nothing, until it is complete the next time. */
function ageOf(time: readonly unknown[] | undefined, completeAt: number): number {
  const [seconds, microseconds] = time ?? [];
  return Math.max(0, Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000) - completeAt);
}

export function bufferOf(answer: unknown): Buffer | undefined {
  return Buffer.isBuffer(answer) ? answer : undefined;
}

function awaitedOf(answer: unknown): AwaitedWrite | undefined {
  if (typeof answer !== "string") return undefined;
  return { changedAt: answer === "" ? undefined : Number(answer) };
}

function listOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer : [answer];
}
