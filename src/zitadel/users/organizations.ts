import type { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.js";
import type { Credential, MetadataSource } from "../../metadata/source.js";
import type { UserApi } from "../api/user-api.js";
import { createTtlCache } from "./ttl-cache.js";

/** Entries of the cache of one caller. A request reads at most this many users in one page. */
const maxCallerEntries = 1000;
const ttlMs = 5 * 60 * 1000;
const maxServiceEntries = 50_000;

/**
 * Looks up the organizations of users. Results are cached for five minutes: one cache for the service user, and
 * one cache per `Caller` object that is discarded with it. Users that were not found are not cached.
 */
export function createGetOrganizations(api: UserApi, clock: Clock): MetadataSource["getOrganizations"] {
  const createCache = (maxEntries: number): LRUCache<string, string> =>
    createTtlCache(maxEntries, ttlMs, clock);
  const serviceCache = createCache(maxServiceEntries);
  const callerCaches = new WeakMap<object, LRUCache<string, string>>();

  function cacheFor(credential: Credential): LRUCache<string, string> {
    if (credential === "service") return serviceCache;
    const cache = callerCaches.get(credential) ?? createCache(maxCallerEntries);
    callerCaches.set(credential, cache);
    return cache;
  }

  return async (userIds, options) => {
    const cache = cacheFor(options.credential);
    const found = new Map<string, string>();
    const missing: string[] = [];
    for (const id of userIds) {
      const organizationId = cache.get(id);
      if (organizationId === undefined) missing.push(id);
      else found.set(id, organizationId);
    }
    if (missing.length === 0) return found;
    for (const [id, organizationId] of await api.getOrganizations(missing, options)) {
      cache.set(id, organizationId);
      found.set(id, organizationId);
    }
    return found;
  };
}
