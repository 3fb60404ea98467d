/** The kinds of calls to ZITADEL. The set is closed, so the values can be metric labels. */
export const callKinds = [
  "list",
  "getUser",
  "listUsers",
  "events",
  "set",
  "remove",
  "userinfo",
  "introspect",
  "keys",
  "discovery",
  "token",
  "version",
] as const;

export type CallKind = (typeof callKinds)[number];

/**
 * How a call ended. With a response: `success`, `client_error` (4xx), `rate_limited` (429), `server_error`
 * (5xx) or `invalid_response` (not from ZITADEL). Without one: `connection_error`, `timeout`, or `cancelled` if
 * no request waited any longer.
 */
export const callOutcomes = [
  "success",
  "client_error",
  "rate_limited",
  "server_error",
  "invalid_response",
  "connection_error",
  "timeout",
  "cancelled",
] as const;

export type CallOutcome = (typeof callOutcomes)[number];

/** The circuit breaker sends all calls, no calls, or a single probe. */
export const breakerStates = ["closed", "open", "half_open"] as const;

export type BreakerState = (typeof breakerStates)[number];

export const cacheOutcomes = ["hit", "miss"] as const;

export type CacheOutcome = (typeof cacheOutcomes)[number];

/** Receives events about calls to ZITADEL, for metrics. Must not throw. */
export interface ClientObserver {
  /** A call was sent and has ended. */
  onCall(kind: CallKind, outcome: CallOutcome, durationMs: number): void;
  /** A call is about to be retried. */
  onRetry(kind: CallKind): void;
  /** A read joined an identical read that was in flight. */
  onCoalesced(kind: CallKind): void;
  /** A call was not sent: the queue was full, or the request's deadline passed before the call had a slot. */
  onRejected(kind: CallKind): void;
  /** A read looked up the metadata cache. */
  onCacheRead(outcome: CacheOutcome): void;
  onCircuitChange(state: BreakerState): void;
}
