import { backoffMs } from "../../lib/backoff.js";
import type { Clock } from "../../lib/clock.js";
import { Failure, type FailureCode } from "../../lib/failure.js";

/** ZITADEL may accept the same call a moment later. The commands repeat writes safely: they compare first. */
const transientCodes = new Set<FailureCode>([
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_RATE_LIMITED",
  "OVERLOADED",
  "WRITE_OUTCOME_UNKNOWN",
]);

/** The failures that concern one user: the others can still be read and written. */
const codesOfOneUser = new Set<FailureCode>([
  "FORBIDDEN",
  "REQUEST_TOO_LARGE",
  "BAD_USER_INPUT",
  "NOT_SUPPORTED",
  "UPSTREAM_INVALID_RESPONSE",
]);

/** With these delays, a command survives an outage of half a minute. */
const maxRetries = 8;
const backoff = { firstMs: 1000, maxMs: 15_000 };

export interface RetryOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before each wait. */
  readonly onRetry: (failure: Failure) => void;
}

/**
 * Runs a task for one user, and again after an outage of ZITADEL. Returns a Failure that concerns this user
 * alone, and throws all others.
 */
export async function tryUser<T>(
  task: () => Promise<T>,
  { clock, signal, onRetry }: RetryOptions,
): Promise<T | Failure> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    let retryAfterMs = 0;
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // An interruption ends the calls with a failure, too.
      signal.throwIfAborted();
      if (codesOfOneUser.has(error.code)) return error;
      if (!transientCodes.has(error.code) || attempt === maxRetries) throw error;
      onRetry(error);
      retryAfterMs = error.details.retryAfterMs ?? 0;
    }
    await clock.sleep(Math.max(retryAfterMs, backoffMs(attempt, backoff)), signal);
  }
}
