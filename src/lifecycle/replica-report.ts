import { formatMicros } from "../changes/timestamp.js";
import type { ReplicaStatus } from "../replica/observer.js";

/** How the replica stands, as `/readyz` tells it to anybody: how many users there are is for `/metrics`. */
export interface ReplicaReport {
  readonly state: ReplicaStatus["state"];
  readonly reason?: string;
  readonly isLeader: boolean;
  readonly changes: number;
  /** Dates as ZITADEL writes them. */
  readonly position?: string;
  readonly head?: string;
  readonly lagMs?: number;
}

export function toReplicaReport(status: ReplicaStatus): ReplicaReport {
  const { state, reason: why, isLeader: leads, changes, position: reached, head: newest, lagMs } = status;
  return {
    state,
    ...(why !== undefined && { reason: why }),
    isLeader: leads,
    changes,
    ...(reached !== undefined && { position: formatMicros(reached) }),
    ...(newest !== undefined && { head: formatMicros(newest) }),
    ...(lagMs !== undefined && { lagMs: Math.round(lagMs) }),
  };
}
