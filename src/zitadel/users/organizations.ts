import { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.js";
import type { CallOptions, Credential, MetadataSource } from "../../metadata/source.js";
import { toReadFailure } from "../client/errors.js";
import type { WithApi } from "../api/user-api.js";
import { decodeOrganizations } from "../codec.js";

/** ZITADEL accepts at most 1,000 ids per search. */
const idsPerCall = 1000;
const ttlMs = 5 * 60 * 1000;
const maxServiceEntries = 50_000;

/**
 * Looks up the organizations of users with one call per 1,000 users. Results are cached for five minutes: one
 * cache for the service user, and one cache per `Caller` object that is discarded with it. Users that were
 * not found are not cached.
 */
export function createGetOrganizations(withApi: WithApi, clock: Clock): MetadataSource["getOrganizations"] {
  const createCache = (max: number): LRUCache<string, string> =>
    new LRUCache({ max, ttl: ttlMs, ttlResolution: 0, perf: clock });
  const serviceCache = createCache(maxServiceEntries);
  const callerCaches = new WeakMap<object, LRUCache<string, string>>();

  function cacheFor(credential: Credential): LRUCache<string, string> {
    if (credential === "service") return serviceCache;
    const cache = callerCaches.get(credential) ?? createCache(idsPerCall);
    callerCaches.set(credential, cache);
    return cache;
  }

  async function list(
    userIds: readonly string[],
    options: CallOptions,
  ): Promise<ReadonlyMap<string, string>> {
    const response = await withApi((api) => api.listUsers(userIds, options), options.signal);
    if (response.status !== 200) throw toReadFailure(response);
    return decodeOrganizations(response.body);
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
    const calls = Array.from({ length: Math.ceil(missing.length / idsPerCall) }, (_, n) =>
      list(missing.slice(n * idsPerCall, (n + 1) * idsPerCall), options),
    );
    for (const organizationIds of await Promise.all(calls)) {
      for (const [id, organizationId] of organizationIds) {
        cache.set(id, organizationId);
        found.set(id, organizationId);
      }
    }
    return found;
  };
}
