import { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.js";
import { catchFailure } from "../../lib/catch-failure.js";
import { Failure, type FailureCode } from "../../lib/failure.js";
import type { Caller } from "../../metadata/caller.js";
import type { CallOptions } from "../../metadata/source.js";

/**
 * Returns those of the users that the credential in `options` can see in ZITADEL. The result is empty if
 * ZITADEL's API cannot tell. Rejects with a Failure.
 */
export type QueryVisible = (userIds: readonly string[], options: CallOptions) => Promise<ReadonlySet<string>>;

/** Caches which users a caller can see in ZITADEL. Callers can read the metadata of exactly those users. */
export interface VisibilityCache {
  /** Queries ZITADEL for users that are not cached. Users for which the query fails count as not visible. */
  visibleTo(caller: Caller, userIds: readonly string[], options: CallOptions): Promise<ReadonlySet<string>>;
  /** The users that are cached as visible, without a query. */
  cached(caller: Caller, userIds: readonly string[]): ReadonlySet<string>;
}

/** The cache entries of one access token, by user id. */
interface TokenCache {
  get(userId: string): boolean | undefined;
  set(userId: string, isVisible: boolean): void;
}

/** With these codes the token may not query users. All users are then cached as not visible to it. */
const rejectionCodes = new Set<FailureCode>(["FORBIDDEN", "INSUFFICIENT_SCOPE", "UNAUTHENTICATED"]);

/** For all tokens together: 1,000 pages of 100 users, about 20 MB. */
const maxEntries = 100_000;

/**
 * `ttlMs`: the TTL of cached token checks; 0 disables the cache. Entries are keyed by the token's hash, not
 * the token.
 */
export function createVisibilityCache(
  queryVisible: QueryVisible,
  ttlMs: number,
  clock: Clock,
): VisibilityCache {
  const byTokenAndUser =
    ttlMs === 0
      ? undefined
      : new LRUCache<string, boolean>({
          max: maxEntries,
          ttl: ttlMs,
          ttlResolution: 0,
          perf: clock,
        });

  function cacheFor(caller: Caller): TokenCache | undefined {
    if (byTokenAndUser === undefined) return undefined;
    const hash = caller.accessToken.hash();
    return {
      get: (userId) => byTokenAndUser.get(`${hash} ${userId}`),
      set(userId, isVisible) {
        byTokenAndUser.set(`${hash} ${userId}`, isVisible);
      },
    };
  }

  return {
    async visibleTo(caller, userIds, options) {
      const cache = cacheFor(caller);
      const visible = new Set<string>();
      const uncached: string[] = [];
      for (const id of userIds) {
        const isVisible = cache?.get(id);
        if (isVisible === undefined) uncached.push(id);
        else if (isVisible) visible.add(id);
      }
      if (uncached.length === 0) return visible;
      const result = await catchFailure(queryVisible(uncached, options));
      if (result instanceof Failure) {
        // Outages are not cached: an entry would outlive them.
        if (!rejectionCodes.has(result.code)) return visible;
        for (const id of userIds) cache?.set(id, false);
        return new Set();
      }
      for (const id of uncached) {
        cache?.set(id, result.has(id));
        if (result.has(id)) visible.add(id);
      }
      return visible;
    },
    cached(caller, userIds) {
      const cache = cacheFor(caller);
      return new Set(userIds.filter((id) => cache?.get(id) === true));
    },
  };
}
