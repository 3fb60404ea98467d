import { formatMicros } from "../changes/timestamp.js";
import type { Clock } from "../lib/clock.js";
import type { FailureCode } from "../lib/failure.js";
import { shareInFlight } from "../lib/share-in-flight.js";
import { createThrottle } from "../lib/throttle.js";
import type { ReplicaStatus } from "../replica/observer.js";
import type { Readiness } from "./readiness.js";

/** The state of the replica in `/readyz`, which is public. The number of users is in `/metrics` only. */
interface ReplicaReport {
  readonly state: ReplicaStatus["state"];
  readonly reason?: string;
  readonly isLeader: boolean;
  readonly changes: number;
  /** Timestamps in ZITADEL's format. */
  readonly position?: string;
  readonly head?: string;
  readonly lagMs?: number;
}

/** Reports readiness. Failures are reported as codes, without addresses or texts from ZITADEL. */
export type Health = () => {
  readonly ready: boolean;
  readonly status: string;
  readonly code?: string;
  readonly codes?: readonly string[];
  readonly replica?: ReplicaReport;
};

export interface HealthOptions {
  readonly readiness: Readiness;
  readonly stopping: AbortSignal;
  /** The codes of the latest failures of ZITADEL; empty if it responds. */
  readonly upstreamFailures: () => readonly FailureCode[];
  /** Checks whether ZITADEL is available again. */
  readonly probe: () => Promise<void>;
  /** Undefined if there is no replica. */
  readonly replica?: (() => ReplicaStatus | undefined) | undefined;
  readonly clock: Clock;
}

/** Minimum interval between probes of ZITADEL after a failure. */
const probeIntervalMs = 1000;

/**
 * Ready from the first connection to ZITADEL until shutdown. A later failure of ZITADEL does not change
 * readiness: it affects all processes, and without a ready process clients would not receive the error. The
 * state of the replica does not change it either, because reads fall back to ZITADEL.
 */
export function createHealth({
  readiness,
  stopping,
  upstreamFailures,
  probe,
  replica,
  clock,
}: HealthOptions): Health {
  const shouldProbe = createThrottle(probeIntervalMs, clock);
  const probeOnce = shareInFlight(probe);
  const checkUpstream: Health = () => {
    if (stopping.aborted) return { ready: false, status: "draining" };
    const pendingReason = readiness.pendingReason();
    if (pendingReason !== undefined) return { ready: false, status: "starting", ...pendingReason };
    const codes = upstreamFailures();
    if (codes.length === 0) return { ready: true, status: "ok" };
    // Runs in the background: the next check reports the result.
    if (shouldProbe()) probeOnce().catch(() => undefined);
    return { ready: true, status: "degraded", codes };
  };
  return () => {
    const status = replica?.();
    return status === undefined ? checkUpstream() : { ...checkUpstream(), replica: toReplicaReport(status) };
  };
}

function toReplicaReport(status: ReplicaStatus): ReplicaReport {
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
