import type { Clock } from "./clock.js";

/**
 * Returns a function that decides whether to log a recurring event: at most once per interval for each event.
 */
export function createLogThrottle(intervalMs: number, clock: Clock): (event: string) => boolean {
  const loggedAt = new Map<string, number>();
  return (event) => {
    const now = clock.now();
    if (now - (loggedAt.get(event) ?? Number.NEGATIVE_INFINITY) < intervalMs) return false;
    loggedAt.set(event, now);
    return true;
  };
}
