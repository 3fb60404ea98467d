import { Failure } from "../../../lib/failure.js";
import type { LoadResult } from "../../../metadata/source.js";
import { loadSelf, type SelfReader } from "./self-reader.js";
import type { UserCache } from "./cache.js";

/** Reads userinfo, whose entries are kept for the same access token. */
export function cacheUserinfo(read: SelfReader, cache: UserCache): SelfReader {
  return async (reading): Promise<LoadResult> => {
    const { credential, isVisible } = reading;
    const key = { source: "userinfo", ownerId: credential.id, credential } as const;
    const entries = cache.get(key)?.entries;
    // Without anything to show it is the way itself that knows what to say.
    if (entries?.some((entry) => isVisible(credential.id, entry.key)) === true) return entries;
    const end = cache.startRead(key);
    const loaded = await loadSelf(read, reading).catch((error: unknown) => {
      end(undefined);
      throw error;
    });
    end(
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
