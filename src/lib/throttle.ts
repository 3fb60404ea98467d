import type { Clock } from "./clock.js";

/**
 * Returns a function that decides whether to act on a recurring event, for example to log it: at most once
 * per interval for each event.
 */
export function createThrottle(intervalMs: number, { now }: Pick<Clock, "now">): (event?: string) => boolean {
  const actedAt = new Map<string, number>();
  return (event = "") => {
    if (now() - (actedAt.get(event) ?? Number.NEGATIVE_INFINITY) < intervalMs) return false;
    actedAt.set(event, now());
    return true;
  };
}
