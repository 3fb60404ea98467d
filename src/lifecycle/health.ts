import type { FailureCode } from "../lib/failure.js";
import type { ReplicaStatus } from "../replica/observer.js";
import type { Readiness } from "./readiness.js";
import { type ReplicaReport, toReplicaReport } from "./replica-report.js";

/** Whether requests can be served, and if not, why: codes, never an address or a text of ZITADEL's. */
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
  readonly upstreamFailure: () => FailureCode | undefined;
  /** Has somebody see in the background whether a trouble is over. */
  readonly probe: () => void;
  /** Undefined where there is none. */
  readonly replica?: (() => ReplicaStatus | undefined) | undefined;
}

/**
 * Ready once ZITADEL was met, until this process is told to stop. A trouble that ZITADEL has later does not change that: all instances have
 * it, and without any of them nobody would be told what is wrong. Nor does a replica: whom it cannot answer for, ZITADEL is asked.
 */
export function createHealth({
  readiness,
  stopping,
  upstreamFailure,
  probe,
  replica,
}: HealthOptions): Health {
  const checkUpstream: Health = () => {
    if (stopping.aborted) return { ready: false, status: "draining" };
    const pendingReason = readiness.pendingReason();
    if (pendingReason !== undefined) return { ready: false, status: "starting", ...pendingReason };
    const code = upstreamFailure();
    if (code === undefined) return { ready: true, status: "ok" };
    probe();
    return { ready: true, status: "degraded", codes: [code] };
  };
  return () => {
    const status = replica?.();
    return status === undefined ? checkUpstream() : { ...checkUpstream(), replica: toReplicaReport(status) };
  };
}
