import type { Clock } from "../../lib/clock.js";

/** Says when the next call may go. */
export interface RateLimiter {
  /** For how long none may (milliseconds); 0: one may go now. */
  delayMs(): number;
  /** One goes. */
  record(): void;
  /** The last one did not go after all. */
  refund(): void;
  /** For how long ZITADEL asked us to wait, from now; 0: it did not. */
  retryAfterMs(): number;
  /** None goes for so long. */
  backOff(ms: number): void;
}

/** A header must not stop us for days. */
const longestPauseMs = 60_000;
const aSecondMs = 1000;

/** `rate`: calls per second at most, in whatever second one looks at. */
export function createGate(rate: number | undefined, clock: Clock): RateLimiter {
  let pausedUntil = 0;
  // When those of the last second went, the oldest first.
  const passed: number[] = [];

  function rateMs(now: number): number {
    if (rate === undefined) return 0;
    while (passed[0] !== undefined && passed[0] + aSecondMs <= now) passed.shift();
    const oldest = passed[passed.length - rate];
    return oldest === undefined ? 0 : oldest + aSecondMs - now;
  }
  const retryAfterMs = (now = clock.now()): number => Math.max(0, pausedUntil - now);

  return {
    retryAfterMs,
    delayMs() {
      const now = clock.now();
      return Math.max(0, retryAfterMs(now), rateMs(now));
    },
    record() {
      if (rate !== undefined) passed.push(clock.now());
    },
    refund() {
      passed.pop();
    },
    backOff(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + Math.min(ms, longestPauseMs));
    },
  };
}
