import type { Clock } from "./clock.js";

/** Whether something that happens again and again is to be told: when it is new, and again after so long. */
export function createSeldom(afterMs: number, clock: Clock): (what: string) => boolean {
  const toldAt = new Map<string, number>();
  return (what) => {
    const now = clock.now();
    if (now - (toldAt.get(what) ?? Number.NEGATIVE_INFINITY) < afterMs) return false;
    toldAt.set(what, now);
    return true;
  };
}
