import type { AwaitedWrite } from "./store.js";

/** Writes through this process that the replica has not heard of yet. */
export interface AwaitedWrites {
  /** For so long; a later one to the same owner takes its place. */
  add(ownerId: string, write: AwaitedWrite, forMs: number): void;
  of(ownerId: string): AwaitedWrite | undefined;
}

export function createAwaitedWrites(): AwaitedWrites {
  const writes = new Map<string, { readonly write: AwaitedWrite; readonly until: number }>();

  return {
    add(ownerId, write, forMs) {
      const now = performance.now();
      // In the order of time, or nearly: the first ones are the first to go.
      for (const [id, { until }] of writes) {
        if (until > now) break;
        writes.delete(id);
      }
      writes.delete(ownerId);
      writes.set(ownerId, { write, until: now + forMs });
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
  if (a?.changedAt === undefined || b === undefined) return a ?? b;
  return b.changedAt === undefined || b.changedAt > a.changedAt ? b : a;
}
