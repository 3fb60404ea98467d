import type { Redis } from "ioredis";
import type { StoredPendingWrite, StoredPage } from "../store.js";
import type { Keys } from "./keys.js";

const maxClockSkewMs = 1000;

/** Reads the state of the users atomically, in one round trip. */
export async function readPage(client: Redis, keys: Keys, userIds: readonly string[]): Promise<StoredPage> {
  // HMGET and MGET need at least one key.
  const ids = userIds.length === 0 ? [""] : userIds;
  const results = await client
    .multi()
    // Has no effect if Redis accepts writes. A Redis that rejects writes, such as a replica after a failover,
    // does not receive pending writes and must not be read. This command makes it reject the transaction.
    .set(keys.writeProbe, "", "XX")
    .time()
    .hmget(keys.state, "completeAt", "records", "indexed")
    .hlen(keys.records)
    .zcard(keys.index)
    .hmgetBuffer(keys.records, ...ids)
    .mget(ids.map(keys.pendingWrite))
    .exec();
  const [, time, state, recordCount, indexCount, records, writes] = (results ?? []).map(([error, reply]) => {
    if (error !== null) throw error;
    return toList(reply);
  });
  const [seconds, microseconds] = time ?? [];
  const now = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  const [completeAt, expectedRecords, expectedIndexed] = state ?? [];
  // False if a key was evicted or deleted. The leader then clears the replica.
  const isIntact =
    recordCount?.[0] === Number(expectedRecords ?? 0) && indexCount?.[0] === Number(expectedIndexed ?? 0);
  return {
    ageMs: isIntact && typeof completeAt === "string" ? ageSince(now, Number(completeAt)) : undefined,
    records: userIds.map((_, n) => toBuffer(records?.[n])),
    pendingWrites: userIds.map((_, n) => parsePendingWrite(writes?.[n], now)),
  };
}

/**
 * Undefined if `completeAt` is not a number, or too far in the future. The latter happens if the clock of
 * Redis was set back, and lasts until the replica has caught up again.
 */
function ageSince(now: number, completeAt: number): number | undefined {
  const ageMs = now - completeAt;
  return Number.isNaN(ageMs) || ageMs < -maxClockSkewMs ? undefined : Math.max(0, ageMs);
}

export function toBuffer(reply: unknown): Buffer | undefined {
  return Buffer.isBuffer(reply) ? reply : undefined;
}

/** Any stored string counts as a write, even in an unknown format. */
function parsePendingWrite(reply: unknown, now: number): StoredPendingWrite | undefined {
  if (typeof reply !== "string") return undefined;
  const [date = "", expiresAt = ""] = reply.split(" ");
  return { changedAt: date === "" ? undefined : Number(date), isExpired: Number(expiresAt) <= now };
}

function toList(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [reply];
}
