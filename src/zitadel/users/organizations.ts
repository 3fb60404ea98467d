import { LRUCache } from "lru-cache";
import type { Clock } from "../../lib/clock.js";
import type { CallOptions, Credential, MetadataSource } from "../../metadata/source.js";
import { toReadFailure } from "../client/errors.js";
import type { WithApi } from "../api/user-api.js";
import { decodeOrganisations } from "../codec.js";

/** ZITADEL takes 1,000 ids in one search. */
const idsPerCall = 1000;
const knownForMs = 5 * 60 * 1000;
const mostKnown = 50_000;

/**
 * The organisations of users, one call for up to 1,000 of them. What our own service user saw is remembered for minutes, what a
 * caller's token showed for as long as that token's caller is; whoever was not found is asked for again.
 */
export function createOrganisations(withApi: WithApi, clock: Clock): MetadataSource["getOrganizations"] {
  const createKnown = (max: number): LRUCache<string, string> =>
    new LRUCache({ max, ttl: knownForMs, ttlResolution: 0, perf: clock });
  const serviceCache = createKnown(mostKnown);
  const callerCaches = new WeakMap<object, LRUCache<string, string>>();

  function knownTo(credential: Credential): LRUCache<string, string> {
    if (credential === "service") return serviceCache;
    const known = callerCaches.get(credential) ?? createKnown(idsPerCall);
    callerCaches.set(credential, known);
    return known;
  }

  async function list(userIds: readonly string[], asking: CallOptions): Promise<ReadonlyMap<string, string>> {
    const answer = await withApi((api) => api.listUsers(userIds, asking), asking.signal);
    if (answer.status !== 200) throw toReadFailure(answer);
    return decodeOrganisations(answer.body);
  }

  return async (userIds, asking) => {
    const known = knownTo(asking.credential);
    const found = new Map<string, string>();
    const missing: string[] = [];
    for (const id of userIds) {
      const organisation = known.get(id);
      if (organisation === undefined) missing.push(id);
      else found.set(id, organisation);
    }
    const calls = Array.from({ length: Math.ceil(missing.length / idsPerCall) }, (_, n) =>
      list(missing.slice(n * idsPerCall, (n + 1) * idsPerCall), asking),
    );
    for (const organisations of await Promise.all(calls)) {
      for (const [id, organisation] of organisations) {
        known.set(id, organisation);
        found.set(id, organisation);
      }
    }
    return found;
  };
}
