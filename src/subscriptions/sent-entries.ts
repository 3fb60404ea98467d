import { parseMicros } from "../changes/timestamp.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { digestOf } from "../metadata/update/digest.js";

/** How a user's entries differ from those that the client knows. */
export interface EntryChanges {
  /** Keys that are new or have another value. */
  readonly changedKeys: readonly string[];
  /** Keys that have no entry any more. */
  readonly deletedKeys: readonly string[];
}

/** What the client knows of an entry. */
interface SentEntry {
  readonly digest: string;
  readonly updatedAt: string | null;
}

/** The entries that the client of a subscription knows, as digests. */
export interface SentEntries {
  /**
   * Returns the differences to the entries of the previous call, and stores the new ones. Undefined without
   * differences, and if an entry is older than before. The first call returns all keys, even of a user without any.
   */
  replace(entries: readonly MetadataEntry[]): EntryChanges | undefined;
}

/**
 * An event is the difference between two states, whatever happened in between. Changes that are read twice, and
 * changes of keys that the caller may not read, make no difference.
 */
export function createSentEntries(): SentEntries {
  let sent: ReadonlyMap<string, SentEntry> | undefined;
  return {
    replace(entries) {
      const previous = sent;
      const current = new Map(
        entries.map(({ key, bytes, updatedAt }) => [key, { digest: digestOf(key, bytes), updatedAt }]),
      );
      const changedKeys = [...current].flatMap(([key, { digest }]) =>
        previous?.get(key)?.digest === digest ? [] : [key],
      );
      // A replica that was too old is behind a read from ZITADEL at first. Another event follows when it has caught up.
      if (changedKeys.some((key) => isOlder(current.get(key), previous?.get(key)))) return undefined;
      sent = current;
      const deletedKeys = [...(previous?.keys() ?? [])].filter((key) => !current.has(key));
      const isSame = previous !== undefined && changedKeys.length === 0 && deletedKeys.length === 0;
      return isSame ? undefined : { changedKeys, deletedKeys };
    },
  };
}

/** False without dates. */
function isOlder(entry: SentEntry | undefined, than: SentEntry | undefined): boolean {
  const [updated, before] = [entry, than].map((it) => parseMicros(it?.updatedAt ?? ""));
  return updated !== undefined && before !== undefined && updated < before;
}
