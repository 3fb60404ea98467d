import type { MetadataEntry } from "../metadata/entry.js";
import { digestOf } from "../metadata/update/digest.js";

/** How a user's entries differ from those that the client knows. */
export interface EntryChanges {
  /** Keys that are new or have another value. */
  readonly changedKeys: readonly string[];
  /** Keys that have no entry any more. */
  readonly deletedKeys: readonly string[];
}

/** The entries that the client of a subscription knows, as digests. */
export interface SentEntries {
  /**
   * Returns the differences to the entries of the previous call, and stores the new ones. Undefined without
   * differences. The first call returns all keys, even of a user without any.
   */
  replace(entries: readonly MetadataEntry[]): EntryChanges | undefined;
}

/**
 * An event is the difference between two states, whatever happened in between. Changes that are read twice, and
 * changes of keys that the caller may not read, make no difference.
 */
export function createSentEntries(): SentEntries {
  let digests: ReadonlyMap<string, string> | undefined;
  return {
    replace(entries) {
      const previous = digests;
      const current = new Map(entries.map(({ key, bytes }) => [key, digestOf(key, bytes)]));
      digests = current;
      const changedKeys = [...current].flatMap(([key, digest]) =>
        previous?.get(key) === digest ? [] : [key],
      );
      const deletedKeys = [...(previous?.keys() ?? [])].filter((key) => !current.has(key));
      const isSame = previous !== undefined && changedKeys.length === 0 && deletedKeys.length === 0;
      return isSame ? undefined : { changedKeys, deletedKeys };
    },
  };
}
