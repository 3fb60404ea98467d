import type { Clock } from "../../lib/clock.js";
import type { ReplicaReadResult } from "../observer.js";
import type { StoredPage } from "../store/store.js";

/** Why the page, read at this time, cannot be served now; undefined if it can. */
export type UnusableReason = (page: StoredPage | undefined, readAt: number) => ReplicaReadResult | undefined;

export function createUnusableReason(
  isDisabled: () => boolean,
  maxLagMs: number,
  clock: Clock,
): UnusableReason {
  return (page, readAt) => {
    if (isDisabled()) return "disabled";
    if (page === undefined) return "store_unavailable";
    if (page.ageMs === undefined) return "building";
    return page.ageMs + clock.now() - readAt > maxLagMs ? "lagging" : undefined;
  };
}
