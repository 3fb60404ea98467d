import type { Clock } from "../lib/clock.js";
import type { ReplicaStatus } from "./observer.js";
import type { Progress } from "./follow/progress.js";
import type { ReplicaStore } from "./store/store.js";

export interface StatusTracker extends AsyncDisposable {
  /** The replica's status when the store was last read. */
  status(): ReplicaStatus;
}

const refreshIntervalMs = 1000;
const refreshesPerMeasurement = 10;

/** Reads the store at an interval, so that the status is available without waiting for the store. */
export function trackStatus(
  store: ReplicaStore,
  progress: Progress,
  maxLagMs: number,
  clock: Clock,
): StatusTracker {
  let isStoreAvailable = true;
  let completeAt: number | undefined;
  let refreshes = 0;

  async function refresh(): Promise<void> {
    const page = await store.read([]);
    isStoreAvailable = page !== undefined;
    completeAt = page?.ageMs === undefined ? undefined : clock.now() - page.ageMs;
    if (refreshes++ % refreshesPerMeasurement !== 0) return;
    const size = await store.size();
    if (size !== undefined) progress.measured(size);
  }

  let refreshing = Promise.resolve();
  const timer = clock.setInterval(() => {
    refreshing = refresh().catch(() => undefined);
  }, refreshIntervalMs);
  timer.unref();

  return {
    status() {
      // The leader's own progress is more recent than the last read of the store.
      const ownCompleteAt = store.isLeading ? progress.completeAt : "unknown";
      const lastCompleteAt = ownCompleteAt === "unknown" ? completeAt : ownCompleteAt;
      const lagMs = lastCompleteAt === undefined ? undefined : clock.now() - lastCompleteAt;
      const reason = progress.disabledReason;
      return {
        ...progress.status,
        state: reason === undefined ? stateOf(isStoreAvailable, lagMs, maxLagMs) : "disabled",
        ...(reason !== undefined && { reason }),
        lagMs,
        isLeader: store.isLeading,
      };
    },
    async [Symbol.asyncDispose]() {
      timer.clear();
      await refreshing;
    },
  };
}

function stateOf(
  isStoreAvailable: boolean,
  lagMs: number | undefined,
  maxLagMs: number,
): ReplicaStatus["state"] {
  if (!isStoreAvailable) return "store_unavailable";
  if (lagMs === undefined) return "building";
  return lagMs > maxLagMs ? "lagging" : "following";
}
