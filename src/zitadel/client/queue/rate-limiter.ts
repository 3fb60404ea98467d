import type { Clock } from "../../../lib/clock.js";

/** Decides when the next call may be sent. */
export interface RateLimiter {
  /** Milliseconds until the next call may be sent; 0 if it may be sent now. */
  delayMs(): number;
  /** Counts a call. */
  record(): void;
  /** Removes the last counted call, which was not sent after all. */
  refund(): void;
  /** Milliseconds until the end of ZITADEL's Retry-After; 0 after it. */
  retryAfterMs(): number;
  /** Stops all calls for this time. */
  backOff(ms: number): void;
}

/** A larger Retry-After is reduced to this: a header must not stop all calls for days. */
const maxBackOffMs = 60_000;
const windowMs = 1000;

/** Allows at most `rate` calls in any window of one second. */
export function createRateLimiter(rate: number | undefined, clock: Clock): RateLimiter {
  let backOffUntil = 0;
  // Times of the calls in the last second, oldest first.
  const sentAt: number[] = [];

  function rateDelayMs(now: number): number {
    if (rate === undefined) return 0;
    while (sentAt[0] !== undefined && sentAt[0] + windowMs <= now) sentAt.shift();
    const oldest = sentAt[sentAt.length - rate];
    return oldest === undefined ? 0 : oldest + windowMs - now;
  }
  const retryAfterMs = (now = clock.now()): number => Math.max(0, backOffUntil - now);

  return {
    retryAfterMs,
    delayMs() {
      const now = clock.now();
      return Math.max(0, retryAfterMs(now), rateDelayMs(now));
    },
    record() {
      if (rate !== undefined) sentAt.push(clock.now());
    },
    refund() {
      sentAt.pop();
    },
    backOff(ms) {
      backOffUntil = Math.max(backOffUntil, clock.now() + Math.min(ms, maxBackOffMs));
    },
  };
}
