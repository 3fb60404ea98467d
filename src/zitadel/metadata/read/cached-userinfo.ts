import { Failure } from "../../../lib/failure.js";
import { bytesOf } from "../../../metadata/read-limits.js";
import type { SelfReader } from "./self-reader.js";
import type { CachedUser, UserCache } from "./cache.js";

/** Adds a cache to a userinfo reader. Cached entries are shared by requests with the same access token. */
export function cacheUserinfo(read: SelfReader, cache: UserCache): SelfReader {
  return async (options) => {
    const { credential, isVisible } = options;
    const key = { source: "userinfo", userId: credential.id, credential } as const;
    const entries = cache.get(key)?.entries;
    // Without a visible entry and a known scope, the reader decides between an empty result and
    // INSUFFICIENT_SCOPE.
    const isResult =
      credential.hasMetadataScope === true ||
      entries?.some((entry) => isVisible(credential.id, entry.key)) === true;
    if (entries !== undefined && isResult) return entries;
    const finishRead = cache.startRead(key);
    let cacheable: CachedUser | undefined;
    try {
      const loaded = await read(options);
      if (!(loaded instanceof Failure)) {
        cacheable = { entries: loaded, bytes: bytesOf(loaded) };
      }
      return loaded;
    } finally {
      finishRead(cacheable);
    }
  };
}
