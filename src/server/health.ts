import type { FailureCode } from "../lib/failure.js";
import type { ReplicaStatus } from "../replica/replica-watch.js";
import type { Arrival } from "./arrival.js";
import { type ReplicaReport, replicaReportOf } from "./replica-report.js";

/** Whether requests can be served, and if not, why: codes, never an address or a text of ZITADEL's. */
export type Health = () => {
  readonly ready: boolean;
  readonly status: string;
  readonly code?: string;
  readonly codes?: readonly string[];
  readonly replica?: ReplicaReport;
};

export interface HealthOptions {
  readonly arrival: Arrival;
  readonly stopping: AbortSignal;
  readonly trouble: () => FailureCode | undefined;
  /** Has somebody see in the background whether a trouble is over. */
  readonly lookAgain: () => void;
  /** Undefined where there is none. */
  readonly replica?: (() => ReplicaStatus | undefined) | undefined;
}

/**
 * Ready once ZITADEL was met, until this process is told to stop. A trouble that ZITADEL has later does not change that: all instances have
 * it, and without any of them nobody would be told what is wrong. Nor does a replica: whom it cannot answer for, ZITADEL is asked.
 */
export function createHealth({ arrival, stopping, trouble, lookAgain, replica }: HealthOptions): Health {
  const look: Health = () => {
    if (stopping.aborted) return { ready: false, status: "stopping" };
    const waitingFor = arrival.waitingFor();
    if (waitingFor !== undefined) return { ready: false, status: "waiting for ZITADEL", ...waitingFor };
    const code = trouble();
    if (code === undefined) return { ready: true, status: "ok" };
    lookAgain();
    return { ready: true, status: "degraded", codes: [code] };
  };
  return () => {
    const status = replica?.();
    return status === undefined ? look() : { ...look(), replica: replicaReportOf(status) };
  };
}
