import type { Clock } from "../../lib/clock.js";
import type { PendingWrite, StoredPendingWrite } from "./store.js";

/**
 * Retention of a write after its expiry. While ZITADEL is unreachable, the replica receives no changes, and
 * stale reads must still take the write into account.
 */
export const retentionMs = 60 * 60 * 1000;

/** Writes through this process that the replica may not have received yet. */
export interface PendingWrites {
  /**
   * Adds a write that expires after `ttlMs`. Of two writes to the same user with known dates, the one with
   * the later date is kept, since writes can finish in any order; otherwise the new write replaces the
   * existing one.
   */
  add(userId: string, write: PendingWrite, ttlMs: number): void;
  get(userId: string): StoredPendingWrite | undefined;
}

export function createPendingWrites(clock: Clock): PendingWrites {
  const writes = new Map<string, { readonly write: PendingWrite; readonly expiresAt: number }>();

  return {
    add(userId, write, ttlMs) {
      const now = clock.now();
      const existing = writes.get(userId);
      const keepExisting = existing !== undefined && isOlder(write, existing.write);
      // The map is ordered by insertion, and so approximately by expiry.
      for (const [id, { expiresAt }] of writes) {
        if (expiresAt + retentionMs > now) break;
        writes.delete(id);
      }
      writes.delete(userId);
      writes.set(userId, { write: keepExisting ? existing.write : write, expiresAt: now + ttlMs });
    },
    get(userId) {
      const existing = writes.get(userId);
      return existing && { ...existing.write, isExpired: existing.expiresAt <= clock.now() };
    },
  };
}

/**
 * The later of two writes. An expired write is earlier than any other; an unknown date is later than any
 * other.
 */
export function latestWrite(
  a: StoredPendingWrite | undefined,
  b: StoredPendingWrite | undefined,
): StoredPendingWrite | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.isExpired !== b.isExpired) return a.isExpired ? b : a;
  if (a.changedAt === undefined) return a;
  return b.changedAt === undefined || b.changedAt > a.changedAt ? b : a;
}

/** False unless both dates are known. */
function isOlder(a: PendingWrite, b: PendingWrite): boolean {
  return a.changedAt !== undefined && b.changedAt !== undefined && a.changedAt < b.changedAt;
}
