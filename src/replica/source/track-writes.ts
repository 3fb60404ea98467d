import type { WriteObserver } from "../../changes/write-observer.js";
import type { ReplicaStore } from "../store/store.js";

export interface MarkWritesOptions {
  /** A write that was begun ends within this. */
  readonly longestWriteMs: number;
  /** How late a change can become visible. */
  readonly overlapMs: number;
  /** How old an answer may be. */
  readonly maxLagMs: number;
}

/**
 * Has owners who are written to read from ZITADEL until the change is in the replica. Where it is not known which change that is, for as long as it
 * can be late, and the replica's answers behind.
 */
export function createWriteTracker(
  store: Pick<ReplicaStore, "awaitWrite">,
  { longestWriteMs, overlapMs, maxLagMs }: MarkWritesOptions,
): WriteObserver {
  const afterMs = overlapMs + maxLagMs;
  return {
    onStart: (ownerId) => store.awaitWrite(ownerId, { changedAt: undefined }, longestWriteMs + afterMs),
    onEnd(ownerId, end) {
      // Nothing was changed now, but a write before this one may not have been heard of yet.
      const changedAt = end.changed ? end.changedAt : undefined;
      return store.awaitWrite(ownerId, { changedAt }, afterMs);
    },
  };
}
