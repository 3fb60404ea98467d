/** What calls to ZITADEL are for: a closed set, good for labels. */
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
 * How one call ended: answered (2xx or 3xx; 4xx: refused; 429: rateLimited; 5xx: failed), not at all (unreachable, timeout), or given up
 * because nobody waited for it any more (abandoned).
 */
export const callOutcomes = [
  "success",
  "client_error",
  "rate_limited",
  "server_error",
  "connection_error",
  "timeout",
  "cancelled",
] as const;

export type CallOutcome = (typeof callOutcomes)[number];

/** The circuit breaker: calls go out; none do; one is tried. */
export const breakerStates = ["closed", "open", "half_open"] as const;

export type BreakerState = (typeof breakerStates)[number];

export const cacheOutcomes = ["hit", "miss"] as const;

export type CacheOutcome = (typeof cacheOutcomes)[number];

/** Whoever wants to know what is asked of ZITADEL. Must not throw. */
export interface ClientObserver {
  /** A call went out and ended so. */
  onCall(kind: CallKind, outcome: CallOutcome, durationMs: number): void;
  /** A call is about to be made once more. */
  onRetry(kind: CallKind): void;
  /** A read joined one that was under way. */
  onCoalesced(kind: CallKind): void;
  /** The queue was full, or the wait too long. */
  onRejected(kind: CallKind): void;
  /** What was asked for was kept from before, or not. */
  onCacheRead(outcome: CacheOutcome): void;
  onCircuitChange(state: BreakerState): void;
}
