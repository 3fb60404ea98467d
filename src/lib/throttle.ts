import type { Clock } from "./clock.js";

/** Does something in the background when asked to: not while it is being done, and not more often than this. It tells nobody how it went. */
export function throttle(act: () => Promise<unknown>, leastMs: number, clock: Clock): () => void {
  let isUnderWay = false;
  let begunAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (isUnderWay || clock.now() - begunAt < leastMs) return;
    isUnderWay = true;
    begunAt = clock.now();
    act()
      .catch(() => undefined)
      .finally(() => {
        isUnderWay = false;
      });
  };
}
