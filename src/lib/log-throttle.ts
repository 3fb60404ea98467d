import type { Clock } from "./clock.js";

/** Whether something that happens again and again is to be told: when it is new, and again after so long. */
export function createLogThrottle(afterMs: number, clock: Clock): (what: string) => boolean {
  const loggedAt = new Map<string, number>();
  return (what) => {
    const now = clock.now();
    if (now - (loggedAt.get(what) ?? Number.NEGATIVE_INFINITY) < afterMs) return false;
    loggedAt.set(what, now);
    return true;
  };
}
