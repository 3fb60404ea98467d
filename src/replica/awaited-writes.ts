import type { AwaitedWrite } from "./store.js";

/** Writes through this process that the replica has not heard of yet. */
export interface AwaitedWrites {
  /** For so long. Of two to the same owner the later one counts: they may end in the other order. */
  add(ownerId: string, write: AwaitedWrite, forMs: number): void;
  of(ownerId: string): AwaitedWrite | undefined;
}

export function createAwaitedWrites(): AwaitedWrites {
  const writes = new Map<string, { readonly write: AwaitedWrite; readonly until: number }>();

  return {
    add(ownerId, write, forMs) {
      const now = performance.now();
      const known = writes.get(ownerId);
      const isBefore = known !== undefined && known.until > now && isOlder(write, known.write);
      // In the order of time, or nearly: the first ones are the first to go.
      for (const [id, { until }] of writes) {
        if (until > now) break;
        writes.delete(id);
      }
      writes.delete(ownerId);
      writes.set(ownerId, { write: isBefore ? known.write : write, until: now + forMs });
    },
    of(ownerId) {
      const known = writes.get(ownerId);
      if (known === undefined || known.until > performance.now()) return known?.write;
      writes.delete(ownerId);
      return undefined;
    },
  };
}

/** What has both; one whose date is not known is later than any. */
export function laterOf(a: AwaitedWrite | undefined, b: AwaitedWrite | undefined): AwaitedWrite | undefined {
  if (a === undefined || b === undefined || a.changedAt === undefined) return a ?? b;
  return b.changedAt === undefined || b.changedAt > a.changedAt ? b : a;
}

/** Both dates are known. */
function isOlder(a: AwaitedWrite, b: AwaitedWrite): boolean {
  return a.changedAt !== undefined && b.changedAt !== undefined && a.changedAt < b.changedAt;
}
