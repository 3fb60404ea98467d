import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { AcceptedToken, TokenCheck } from "./token-check.js";
import type { CheckMethod, CheckSource, OnTokenCheck } from "./observer.js";

/**
 * Maximum time that a rejection is cached: the token may become active, or introspection may lag behind a
 * login.
 */
const maxRejectionTtlMs = 5000;
const maxTokens = 10_000;
/** A JWT can contain its user's metadata, so a cached result is about as large as its token. */
const maxCacheBytes = 64 * 1024 * 1024;

/** A check with a cache. `bypassCache`: run the check and replace the cached result. */
export type CachedCheck = (token: Secret, bypassCache: boolean) => Promise<AcceptedToken>;

export interface CachedCheckOptions {
  readonly method: CheckMethod;
  readonly check: TokenCheck;
  readonly ttlMs: number;
  /** Called with the outcome for each request. */
  readonly onCheck: OnTokenCheck;
  readonly clock: Clock;
}

/**
 * Checks a token once per `ttlMs`; concurrent requests share one check. The cache key is the token's SHA-256.
 * Errors are not cached.
 */
export function createCachedCheck({ method, check, ttlMs, onCheck, clock }: CachedCheckOptions): CachedCheck {
  const cache = new LRUCache<string, AcceptedToken | Failure>({
    max: maxTokens,
    maxSize: maxCacheBytes,
    ttl: maxRejectionTtlMs,
    ttlResolution: 0,
    perf: clock,
  });
  // Results may arrive out of order: only the last check started for a token may store its result.
  const pendingChecks = new Map<string, Promise<AcceptedToken>>();

  function startCheck(token: Secret, hash: string): Promise<AcceptedToken> {
    const startedAt = clock.now();
    const store = (outcome: AcceptedToken | Failure, maxTtlMs: number): void => {
      if (pendingChecks.get(hash) !== started) return;
      const ttl = Math.min(ttlMs, maxTtlMs) - (clock.now() - startedAt);
      // LRUCache treats a TTL of 0 as unlimited.
      if (ttl < 1) cache.delete(hash);
      else cache.set(hash, outcome, { ttl, size: 2 * token.reveal().length });
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

  async function observe(source: CheckSource, pending: Promise<AcceptedToken>): Promise<AcceptedToken> {
    try {
      const accepted = await pending;
      onCheck(method, source, "valid");
      return accepted;
    } catch (error) {
      onCheck(method, source, isRejection(error) ? "invalid" : "error");
      throw error;
    }
  }

  return async (token, bypassCache) => {
    const hash = token.hash();
    // A check in flight may have started before the token was revoked.
    if (bypassCache) return observe("fresh", startCheck(token, hash));
    const cached = cache.get(hash);
    // A copy: each Failure object is logged once, and this is another request.
    if (cached instanceof Failure) {
      onCheck(method, "cache", "invalid");
      throw cached.copy();
    }
    if (cached !== undefined && cached.isStillValid?.() !== false) {
      onCheck(method, "cache", "valid");
      return cached;
    }
    const pending = pendingChecks.get(hash);
    return pending === undefined ? observe("fresh", startCheck(token, hash)) : observe("coalesced", pending);
  };
}

function isRejection(error: unknown): error is Failure {
  return error instanceof Failure && error.code === "UNAUTHENTICATED";
}
