import type { Clock } from "../../lib/clock.js";
import type { AwaitedWrite, KnownWrite } from "./store.js";

/** For so long it is still known of a write that is over: while ZITADEL is away, nobody hears of any. */
export const retentionMs = 60 * 60 * 1000;

/** Writes through this process that the replica may not have heard of yet. */
export interface PendingWrites {
  /** It is over after so long. Of two to the same owner the later one counts: they may end in the other order. */
  add(ownerId: string, write: AwaitedWrite, forMs: number): void;
  of(ownerId: string): KnownWrite | undefined;
}

export function createAwaitedWrites(clock: Clock): PendingWrites {
  const writes = new Map<string, { readonly write: AwaitedWrite; readonly until: number }>();

  return {
    add(ownerId, write, forMs) {
      const now = clock.now();
      const known = writes.get(ownerId);
      const isBefore = known !== undefined && isOlder(write, known.write);
      // In the order of time, or nearly: the first ones are the first to go.
      for (const [id, { until }] of writes) {
        if (until + retentionMs > now) break;
        writes.delete(id);
      }
      writes.delete(ownerId);
      writes.set(ownerId, { write: isBefore ? known.write : write, until: now + forMs });
    },
    of(ownerId) {
      const known = writes.get(ownerId);
      return known && { ...known.write, isOver: known.until <= clock.now() };
    },
  };
}

/** What has both; one whose date is not known is later than any, and one that is over is earlier. */
export function latest(a: KnownWrite | undefined, b: KnownWrite | undefined): KnownWrite | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.isOver !== b.isOver) return a.isOver ? b : a;
  if (a.changedAt === undefined) return a;
  return b.changedAt === undefined || b.changedAt > a.changedAt ? b : a;
}

/** Both dates are known. */
function isOlder(a: AwaitedWrite, b: AwaitedWrite): boolean {
  return a.changedAt !== undefined && b.changedAt !== undefined && a.changedAt < b.changedAt;
}
