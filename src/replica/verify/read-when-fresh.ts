import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import type { ReadReplica } from "./compare.js";
import type { ReplicaStore } from "../store/store.js";

interface Patience {
  /** How old what is in the store may be. */
  readonly maxAgeMs: number;
  /** For how long the store may be away, or what is in it older. */
  readonly patienceMs: number;
  /** Why the store is away, for people, where it said so. */
  readonly whyAway: () => string | undefined;
  readonly clock: Clock;
}

const lookAgainMs = 100;
/** Ages may be cut to milliseconds on their way. */
const roundingMs = 2;

/** Reads a replica that others keep. Throws a Failure where there is none that is filled and up to date. */
export function createFreshRead(
  store: Pick<ReplicaStore, "read">,
  { maxAgeMs, patienceMs, whyAway, clock }: Patience,
  signal: AbortSignal,
): ReadReplica {
  return async (ownerIds) => {
    const begunAt = clock.now();
    for (;;) {
      signal.throwIfAborted();
      const askedAt = clock.now();
      const page = await store.read(ownerIds);
      const ageMs = page?.ageMs;
      if (page !== undefined && ageMs !== undefined && ageMs <= maxAgeMs) {
        return { completeAt: askedAt - ageMs - roundingMs, records: page.records };
      }
      if (clock.now() - begunAt > patienceMs) throw failureOf(page, whyAway());
      await clock.sleep(lookAgainMs, signal);
    }
  };
}

function failureOf(
  page: { readonly ageMs: number | undefined } | undefined,
  why: string | undefined,
): Failure {
  if (page === undefined) {
    return new Failure(
      "UPSTREAM_UNAVAILABLE",
      `The replica's store (REDIS_URL) cannot be reached${why === undefined ? "." : `: ${why}`}`,
    );
  }
  if (page.ageMs === undefined) {
    return new Failure(
      "UPSTREAM_UNAVAILABLE",
      "The replica is not filled: there is nothing to compare yet. Subgraphs with this REDIS_URL fill it; /readyz tells how far they are.",
    );
  }
  return new Failure(
    "UPSTREAM_UNAVAILABLE",
    `The replica is ${(page.ageMs / 1000).toFixed(1)} s behind, which is more than REPLICA_MAX_LAG_MS: no subgraph follows ZITADEL, or ` +
      "it cannot. Answers come from ZITADEL meanwhile, and there is nothing to compare.",
  );
}
