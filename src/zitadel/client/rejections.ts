import { Failure } from "../../lib/failure.js";

/** Nothing was sent: too many calls wait already. */
export function queueFull(): Failure {
  return new Failure("OVERLOADED", "This subgraph has too much to do (UPSTREAM_MAX_QUEUE); try again later.");
}

/** Nothing was sent: this request's time was over before it was its turn. */
export function queueTimeout(): Failure {
  return new Failure(
    "OVERLOADED",
    "This subgraph has so much to do that the request's time was over before its turn; try again later.",
  );
}

/** Nothing was sent: ZITADEL asked us to wait, for longer than the request may take. */
export function rateLimited(retryAfterMs: number): Failure {
  return new Failure("UPSTREAM_RATE_LIMITED", "ZITADEL takes no more calls for now.", {
    retryAfterMs: Math.ceil(retryAfterMs),
  });
}

/** Nothing was sent: the circuit breaker is open. */
export function circuitOpen(): Failure {
  return new Failure(
    "UPSTREAM_UNAVAILABLE",
    "ZITADEL did not answer again and again, so it is not asked for a moment.",
  );
}
