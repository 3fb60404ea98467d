import type { WriteObserver } from "../../changes/write-observer.js";
import type { ReplicaStore } from "../store/store.js";

export interface WriteTrackerOptions {
  /** Maximum duration of a write. */
  readonly maxWriteMs: number;
  /** Maximum delay before a change becomes visible in ZITADEL's event log. */
  readonly allowedLatenessMs: number;
  /** Maximum lag of a replica that serves reads. */
  readonly maxLagMs: number;
}

/**
 * Records writes, so that reads of the user bypass the replica until it contains the change. If the change's
 * date is unknown, reads bypass the replica for `allowedLatenessMs` plus `maxLagMs`: after that, any replica
 * that serves reads contains the change.
 */
export function createWriteTracker(
  store: Pick<ReplicaStore, "recordPendingWrite">,
  { maxWriteMs, allowedLatenessMs, maxLagMs }: WriteTrackerOptions,
): WriteObserver {
  const ttlMs = allowedLatenessMs + maxLagMs;
  return {
    onStart: (userId) => store.recordPendingWrite(userId, { changedAt: undefined }, maxWriteMs + ttlMs),
    onEnd(userId, result) {
      // A write that changed nothing is recorded too: the replica may still lack an earlier write.
      const changedAt = result.changed ? result.changedAt : undefined;
      return store.recordPendingWrite(userId, { changedAt }, ttlMs);
    },
  };
}
