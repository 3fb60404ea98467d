import { Failure } from "../lib/failure.js";
import type { Loaded } from "../metadata/source.js";
import { loadOwn, type OwnReader } from "./own-reader.js";
import type { OwnerCache } from "./owner-cache.js";

/** Reads userinfo, whose entries are kept for the same access token. */
export function keepUserinfo(read: OwnReader, cache: OwnerCache): OwnReader {
  return async (reading): Promise<Loaded> => {
    const { credential, shows } = reading;
    const key = { way: "userinfo", ownerId: credential.id, credential } as const;
    const entries = cache.get(key)?.entries;
    // Without anything to show it is the way itself that knows what to say.
    if (entries?.some((entry) => shows(credential.id, entry.key)) === true) return entries;
    const end = cache.begin(key);
    const loaded = await loadOwn(read, reading).catch((error: unknown) => {
      end(undefined);
      throw error;
    });
    end(loaded instanceof Failure ? undefined : { ...keptOf(loaded), isKnown: true, emptyMayHide: false });
    return loaded;
  };
}

function keptOf(entries: Exclude<Loaded, Failure>): { entries: typeof entries; bytes: number } {
  return { entries, bytes: entries.reduce((bytes, entry) => bytes + entry.bytes.length, 0) };
}
