import { Failure } from "../../../lib/failure.js";

// Failures of calls that were not sent.

/** The queue is full. */
export function queueFull(): Failure {
  return new Failure(
    "OVERLOADED",
    "Too many calls to ZITADEL are waiting (UPSTREAM_MAX_QUEUE). Try again later.",
  );
}

/**
 * The request's deadline passed, or its client disconnected, before the call had a slot. Only the client of a
 * request that timed out receives the message.
 */
export function queueTimeout(): Failure {
  return new Failure(
    "OVERLOADED",
    "The request timed out while waiting for a connection to ZITADEL. Try again later.",
  );
}

/** ZITADEL's Retry-After is longer than the time that the request has left. */
export function rateLimited(retryAfterMs: number): Failure {
  return new Failure("UPSTREAM_RATE_LIMITED", "ZITADEL's rate limit is exceeded. Try again later.", {
    retryAfterMs: Math.ceil(retryAfterMs),
  });
}

/** The circuit breaker is open. `cause` is the latest failure of a call that was sent. */
export class CircuitOpen extends Failure {
  constructor(cause?: unknown) {
    super(
      "UPSTREAM_UNAVAILABLE",
      "ZITADEL is unavailable: recent calls failed (circuit breaker open). Try again later.",
      {},
      { cause },
    );
  }
}
