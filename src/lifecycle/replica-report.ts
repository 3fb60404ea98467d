import { formatMicros } from "../changes/timestamp.js";
import type { ReplicaStatus } from "../replica/observer.js";

/** The state of the replica in `/readyz`, which is public. The number of users is in `/metrics` only. */
export interface ReplicaReport {
  readonly state: ReplicaStatus["state"];
  readonly reason?: string;
  readonly isLeader: boolean;
  readonly changes: number;
  /** Timestamps in ZITADEL's format. */
  readonly position?: string;
  readonly head?: string;
  readonly lagMs?: number;
}

export function toReplicaReport(status: ReplicaStatus): ReplicaReport {
  const { state, reason, isLeader, changes, position, head, lagMs } = status;
  return {
    state,
    ...(reason !== undefined && { reason }),
    isLeader,
    changes,
    ...(position !== undefined && { position: formatMicros(position) }),
    ...(head !== undefined && { head: formatMicros(head) }),
    ...(lagMs !== undefined && { lagMs: Math.round(lagMs) }),
  };
}
