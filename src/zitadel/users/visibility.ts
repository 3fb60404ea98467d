import type { Clock } from "../../lib/clock.js";
import { Failure, type FailureCode } from "../../lib/failure.js";
import type { Visibility } from "../../metadata/visibility.js";
import type { UserApi } from "../api/user-api.js";
import { createTtlCache } from "./ttl-cache.js";

/** With these codes the token may not query users. Its cached users are then dropped. */
const rejectionCodes = new Set<FailureCode>(["FORBIDDEN", "INSUFFICIENT_SCOPE", "UNAUTHENTICATED"]);

/** For all tokens together: 1,000 pages of 100 users, about 20 MB. */
const maxEntries = 100_000;

/**
 * Caches the visible users of each access token for `ttlMs`: the TTL of cached token checks; 0 disables the
 * cache. Entries are keyed by the token's hash, not the token. Other users are not cached: they may have been
 * created, or a role granted, a moment ago.
 */
export function createVisibility(
  { listReadable, canListReadable }: Pick<UserApi, "listReadable" | "canListReadable">,
  ttlMs: number,
  clock: Clock,
): Visibility {
  const cache = ttlMs === 0 ? undefined : createTtlCache<true>(maxEntries, ttlMs, clock);

  return {
    isSupported: canListReadable,
    async visibleTo(caller, userIds, options) {
      const visible = this.cached(caller, userIds);
      const uncached = userIds.filter((id) => !visible.has(id));
      if (uncached.length === 0) return visible;
      const prefix = caller.accessToken.hash();
      try {
        const found = await listReadable(uncached, options);
        for (const id of found) cache?.set(`${prefix} ${id}`, true);
        return new Set([...visible, ...found]);
      } catch (error) {
        const isRejected = error instanceof Failure && rejectionCodes.has(error.code);
        if (isRejected) for (const id of visible) cache?.delete(`${prefix} ${id}`);
        throw error;
      }
    },
    cached(caller, userIds) {
      if (cache === undefined) return new Set();
      const prefix = caller.accessToken.hash();
      return new Set(userIds.filter((id) => cache.get(`${prefix} ${id}`) === true));
    },
    store(caller, userId) {
      cache?.set(`${caller.accessToken.hash()} ${userId}`, true);
    },
  };
}
