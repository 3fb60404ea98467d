import { Failure } from "../../../lib/failure.js";
import type { LoadResult } from "../../../metadata/source.js";
import { loadSelf, type SelfReader } from "./self-reader.js";
import type { UserCache } from "./cache.js";

/** Adds a cache to a userinfo reader. Cached entries are shared by requests with the same access token. */
export function cacheUserinfo(read: SelfReader, cache: UserCache): SelfReader {
  return async (options): Promise<LoadResult> => {
    const { credential, isVisible } = options;
    const key = { source: "userinfo", userId: credential.id, credential } as const;
    const entries = cache.get(key)?.entries;
    // Without a visible entry, the reader decides between an empty result and INSUFFICIENT_SCOPE.
    if (entries?.some((entry) => isVisible(credential.id, entry.key)) === true) return entries;
    const finishRead = cache.startRead(key);
    const loaded = await loadSelf(read, options).catch((error: unknown) => {
      finishRead(undefined);
      throw error;
    });
    finishRead(
      loaded instanceof Failure
        ? undefined
        : { ...toCached(loaded), accessConfirmed: true, emptyMayMeanForbidden: false },
    );
    return loaded;
  };
}

function toCached(entries: Exclude<LoadResult, Failure>): { entries: typeof entries; bytes: number } {
  return { entries, bytes: entries.reduce((bytes, entry) => bytes + entry.bytes.length, 0) };
}
