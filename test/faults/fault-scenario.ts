import type { Fault } from "zitadel-emulator";

/** The operations that each scenario runs: `one` reads one user, `page` reads 50. */
export const operations = ["me", "one", "page", "set", "remove"] as const;

export type Operation = (typeof operations)[number];

/**
 * The result, the calls made and, for writes, whether ZITADEL stored the change. `–` if the fault cannot
 * affect the operation.
 */
export type Outcome = string;

const refusals = [
  "connection refused before startup",
  "connection refused",
  "connection refused once",
] as const;

/** No connection can be established: since before startup, or for all or one of the calls of the operation. */
type ConnectionRefusal = (typeof refusals)[number];

export function isConnectionRefusal(fault: Fault | ConnectionRefusal): fault is ConnectionRefusal {
  return refusals.some((refusal) => refusal === fault);
}

/** One fault, and the expected outcome of each operation. */
export interface FaultScenario extends Readonly<Record<Operation, Outcome>> {
  readonly name: string;
  /** Injected into the operation's calls, token checks excluded. */
  readonly fault: Fault | ConnectionRefusal;
  /** The number of calls that fail; all if absent. */
  readonly times?: number;
}

/** One section of docs/failure-modes.md. */
export interface FaultTable {
  readonly title: string;
  readonly scenarios: readonly FaultScenario[];
}
