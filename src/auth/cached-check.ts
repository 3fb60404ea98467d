import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/caller.js";
import type { CheckMethod, CheckSource, OnTokenCheck } from "./observer.js";
import type { CheckByMethod, SelectCheck } from "./select-check.js";
import type { AcceptedToken } from "./token-check.js";

/**
 * Maximum time that a rejection is cached: the token may become active, or introspection may lag behind a
 * login.
 */
const maxRejectionTtlMs = 5000;
const maxTokens = 10_000;
/** A JWT can contain its user's metadata, so a cached result is about as large as its token. */
const maxCacheBytes = 64 * 1024 * 1024;

/** A check with a cache. `bypassCache`: run the check and replace the cached result. */
export type CachedCheck = (token: Secret, bypassCache: boolean) => Caller | Promise<Caller>;

export interface CachedCheckOptions {
  /** Called for tokens without a cached result. */
  readonly select: SelectCheck;
  /** Called with the outcome for each request. */
  readonly onCheck: OnTokenCheck;
  readonly clock: Clock;
}

interface CachedResult<Outcome> {
  readonly method: CheckMethod;
  readonly outcome: Outcome;
}

type ResultCache<Outcome> = LRUCache<string, CachedResult<Outcome>>;

function createResultCache<Outcome>(clock: Clock): ResultCache<Outcome> {
  return new LRUCache({
    max: maxTokens,
    maxSize: maxCacheBytes,
    ttl: maxRejectionTtlMs,
    ttlResolution: 0,
    perf: clock,
  });
}

/**
 * Checks a token once per `ttlMs` of its check; concurrent requests share one check. The cache key is the token's
 * SHA-256. Errors are not cached.
 */
export function createCachedCheck({ select, onCheck, clock }: CachedCheckOptions): CachedCheck {
  const accepted: ResultCache<AcceptedToken> = createResultCache(clock);
  // Apart: anyone can send invalid tokens, which must not evict the results of valid ones.
  const rejected: ResultCache<Failure> = createResultCache(clock);
  // Results may arrive out of order: only the last check started for a token may store its result.
  const pendingChecks = new Map<string, Promise<AcceptedToken>>();

  function startCheck(
    token: Secret,
    hash: string,
    { method, check, ttlMs }: CheckByMethod,
  ): Promise<AcceptedToken> {
    const startedAt = clock.now();
    const store = (outcome: AcceptedToken | Failure, maxTtlMs: number): void => {
      if (pendingChecks.get(hash) !== started) return;
      accepted.delete(hash);
      rejected.delete(hash);
      const ttl = Math.min(ttlMs, maxTtlMs) - (clock.now() - startedAt);
      // LRUCache treats a TTL of 0 as unlimited.
      if (ttl < 1) return;
      const options = { ttl, size: 2 * token.reveal().length };
      if (outcome instanceof Failure) rejected.set(hash, { method, outcome }, options);
      else accepted.set(hash, { method, outcome }, options);
    };
    const started = check(token)
      .then(
        (result) => {
          store(result, (result.expiresAt ?? Number.POSITIVE_INFINITY) - clock.unixMs());
          return result;
        },
        (error: unknown) => {
          if (isRejection(error)) store(error, maxRejectionTtlMs);
          throw error;
        },
      )
      .finally(() => {
        if (pendingChecks.get(hash) === started) pendingChecks.delete(hash);
      });
    pendingChecks.set(hash, started);
    return started;
  }

  async function observe(
    method: CheckMethod,
    source: CheckSource,
    pending: Promise<AcceptedToken>,
  ): Promise<Caller> {
    try {
      const { caller } = await pending;
      onCheck(method, source, "valid");
      return caller;
    } catch (error) {
      onCheck(method, source, isRejection(error) ? "invalid" : "error");
      throw error;
    }
  }

  /** Returns undefined if no result is cached. Throws a cached rejection. */
  function findCached(hash: string): Caller | undefined {
    const result = accepted.get(hash);
    if (result !== undefined) {
      if (result.outcome.isStillValid?.() === false) return undefined;
      onCheck(result.method, "cache", "valid");
      return result.outcome.caller;
    }
    const rejection = rejected.get(hash);
    if (rejection === undefined) return undefined;
    onCheck(rejection.method, "cache", "invalid");
    // A copy: each Failure object is logged once, and this is another request.
    throw rejection.outcome.copy();
  }

  return (token, bypassCache) => {
    const hash = token.hash();
    const caller = bypassCache ? undefined : findCached(hash);
    if (caller !== undefined) return caller;
    const selected = select(token);
    // A check in flight may have started before the token was revoked.
    const pending = bypassCache ? undefined : pendingChecks.get(hash);
    return pending === undefined
      ? observe(selected.method, "fresh", startCheck(token, hash, selected))
      : observe(selected.method, "coalesced", pending);
  };
}

function isRejection(error: unknown): error is Failure {
  return error instanceof Failure && error.code === "UNAUTHENTICATED";
}
