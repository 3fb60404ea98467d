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

interface CachedResult {
  readonly method: CheckMethod;
  readonly outcome: AcceptedToken | Failure;
}

/**
 * Checks a token once per `ttlMs` of its check; concurrent requests share one check. The cache key is the token's
 * SHA-256. Errors are not cached.
 */
export function createCachedCheck({ select, onCheck, clock }: CachedCheckOptions): CachedCheck {
  const cache = new LRUCache<string, CachedResult>({
    max: maxTokens,
    maxSize: maxCacheBytes,
    ttl: maxRejectionTtlMs,
    ttlResolution: 0,
    perf: clock,
  });
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
      const ttl = Math.min(ttlMs, maxTtlMs) - (clock.now() - startedAt);
      // LRUCache treats a TTL of 0 as unlimited.
      if (ttl < 1) cache.delete(hash);
      else cache.set(hash, { method, outcome }, { ttl, size: 2 * token.reveal().length });
    };
    const started = check(token)
      .then(
        (accepted) => {
          store(accepted, (accepted.expiresAt ?? Number.POSITIVE_INFINITY) - clock.unixMs());
          return accepted;
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
    const cached = cache.get(hash);
    if (cached === undefined) return undefined;
    const { method, outcome } = cached;
    // A copy: each Failure object is logged once, and this is another request.
    if (outcome instanceof Failure) {
      onCheck(method, "cache", "invalid");
      throw outcome.copy();
    }
    if (outcome.isStillValid?.() === false) return undefined;
    onCheck(method, "cache", "valid");
    return outcome.caller;
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
