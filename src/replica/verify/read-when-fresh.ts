import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { ReadReplica } from "./compare.js";
import type { ReplicaStore } from "../store/store.js";

interface FreshReadOptions {
  /** Maximum age of the replica's data. */
  readonly maxAgeMs: number;
  /** How long to wait for a store that is unavailable or too old. */
  readonly maxWaitMs: number;
  /** Why the store is unavailable, if it has reported the reason. */
  readonly storeFailure: () => string | undefined;
  readonly clock: Clock;
}

const retryIntervalMs = 100;
/** The store may round ages to milliseconds. */
const roundingMs = 2;

/**
 * Reads a replica maintained by other processes. Rejects with a Failure if it is not complete and up to date.
 */
export function createFreshRead(
  store: Pick<ReplicaStore, "read">,
  { maxAgeMs, maxWaitMs, storeFailure, clock }: FreshReadOptions,
  signal: AbortSignal,
): ReadReplica {
  return async (userIds) => {
    const startedAt = clock.now();
    for (;;) {
      signal.throwIfAborted();
      const readAt = clock.now();
      const page = await store.read(userIds);
      const ageMs = page?.ageMs;
      if (page !== undefined && ageMs !== undefined && ageMs <= maxAgeMs) {
        return { completeAt: readAt - ageMs - roundingMs, records: page.records };
      }
      if (clock.now() - startedAt > maxWaitMs) throw toFailure(page, storeFailure());
      await clock.sleep(retryIntervalMs, signal);
    }
  };
}

function toFailure(
  page: { readonly ageMs: number | undefined } | undefined,
  storeFailure: string | undefined,
): Failure {
  if (page === undefined) {
    return new Failure(
      "UPSTREAM_UNAVAILABLE",
      `The replica's store (REDIS_URL) is unreachable${storeFailure === undefined ? "." : `: ${storeFailure}`}`,
    );
  }
  if (page.ageMs === undefined) {
    return new Failure(
      "UPSTREAM_UNAVAILABLE",
      "The replica is not complete, so it cannot be verified. Start a subgraph with this REDIS_URL, or wait until the build is complete: /readyz shows its progress.",
    );
  }
  return new Failure(
    "UPSTREAM_UNAVAILABLE",
    `The replica is ${(page.ageMs / 1000).toFixed(1)} s behind ZITADEL, more than REPLICA_MAX_LAG_MS, so it cannot be verified. ` +
      "Check that a subgraph with this REDIS_URL is running and can reach ZITADEL.",
  );
}
