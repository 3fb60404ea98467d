import type { Clock } from "../lib/clock.js";
import type { ReplicaStatus } from "./observer.js";
import type { Progress } from "./follow/progress.js";
import type { ReplicaStore } from "./store/store.js";

/** How the replica stands, as far as was seen when it was last looked at. */
export interface WatchedState extends AsyncDisposable {
  status(): ReplicaStatus;
}

const looksEveryMs = 1000;
const sizesEveryLook = 10;

/** Looks at the store from time to time, so that whoever asks need not wait. */
export function trackStatus(
  store: ReplicaStore,
  progress: Progress,
  maxLagMs: number,
  clock: Clock,
): WatchedState {
  let isThere = true;
  let completeAt: number | undefined;
  let looks = 0;

  async function look(): Promise<void> {
    const page = await store.read([]);
    isThere = page !== undefined;
    completeAt = page?.ageMs === undefined ? undefined : clock.now() - page.ageMs;
    if (looks++ % sizesEveryLook !== 0) return;
    const size = await store.size();
    if (size !== undefined) progress.measured(size);
  }

  let looking = Promise.resolve();
  const timer = clock.setInterval(() => {
    looking = look().catch(() => undefined);
  }, looksEveryMs);
  timer.unref();

  return {
    status() {
      // Whoever follows knows sooner.
      const own = store.isLeading ? progress.completeAt : "unknown";
      const at = own === "unknown" ? completeAt : own;
      const lagMs = at === undefined ? undefined : clock.now() - at;
      const why = progress.disabledReason;
      return {
        ...progress.status,
        state: why === undefined ? stateOf(isThere, lagMs, maxLagMs) : "disabled",
        ...(why !== undefined && { why }),
        lagMs,
        leads: store.isLeading,
      };
    },
    async [Symbol.asyncDispose]() {
      timer.clear();
      await looking;
    },
  };
}

function stateOf(isThere: boolean, lagMs: number | undefined, maxLagMs: number): ReplicaStatus["state"] {
  if (!isThere) return "store_unavailable";
  if (lagMs === undefined) return "building";
  return lagMs > maxLagMs ? "lagging" : "following";
}
