import type { Cancellation } from "../lib/cancellation.js";

/**
 * The exclusive right to write to one user, among all processes of this subgraph. ZITADEL does not know it: a
 * write made directly in ZITADEL needs no lease.
 */
export interface Lease extends AsyncDisposable {
  /** False if the lease could not be acquired because its store is unavailable: other processes may write. */
  readonly isExclusive: boolean;
  /** Extends the lease for one call to ZITADEL. */
  confirm(): Promise<LeaseState>;
}

/**
 * - `held`: no other process has written since the lease was acquired.
 * - `lost`: another process may have acquired it meanwhile.
 * - `unknown`: the store of the lease is unavailable.
 */
export type LeaseState = "held" | "lost" | "unknown";

export interface Leases {
  /** Waits until no other process holds the lease. Rejects when the signal is aborted. */
  acquire(userId: string, signal: Cancellation): Promise<Lease>;
}
