import { dateOf } from "../metadata/micros.js";
import type { ReplicaStatus } from "../replica/replica-watch.js";

/** How the replica stands, as `/readyz` tells it to anybody: how many users there are is for `/metrics`. */
export interface ReplicaReport {
  readonly state: ReplicaStatus["state"];
  readonly why?: string;
  readonly leads: boolean;
  readonly changes: number;
  /** Dates as ZITADEL writes them. */
  readonly reached?: string;
  readonly newest?: string;
  readonly lagMs?: number;
}

export function replicaReportOf(status: ReplicaStatus): ReplicaReport {
  const { state, why, leads, changes, reached, newest, lagMs } = status;
  return {
    state,
    ...(why !== undefined && { why }),
    leads,
    changes,
    ...(reached !== undefined && { reached: dateOf(reached) }),
    ...(newest !== undefined && { newest: dateOf(newest) }),
    ...(lagMs !== undefined && { lagMs: Math.round(lagMs) }),
  };
}
