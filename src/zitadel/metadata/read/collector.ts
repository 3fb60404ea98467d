import type { MetadataEntry } from "../../../metadata/entry.js";
import { compareKeys } from "../../../metadata/key.js";
import { type ReadBudget, tooLarge } from "../../../metadata/read-limits.js";
import type { CachedUser } from "./cache.js";

export interface CollectorLimits {
  /** Maximum total size of the visible values. */
  readonly maxBytes: number;
  readonly isVisible: (userId: string, key: string) => boolean;
  readonly budget: ReadBudget;
  /** Maximum total size of all values of a user to cache. 0 disables caching. */
  readonly maxCacheableBytes: number;
}

/** Collects a user's entries while their pages are read. */
export interface EntryCollector {
  add(entry: MetadataEntry): void;
  /** Discards all entries and refunds their bytes to the budget. */
  clear(): void;
  readonly size: number;
  /** Visible entries, ordered by key. */
  visible(): readonly MetadataEntry[];
  /** All entries, for the cache. Undefined if caching is disabled or the entries are too large. */
  cacheable(): Pick<CachedUser, "entries" | "bytes"> | undefined;
}

export function createCollector({
  maxBytes,
  isVisible,
  budget,
  maxCacheableBytes,
}: CollectorLimits): EntryCollector {
  // Entries by key. Hidden keys map to undefined: only their existence is recorded.
  const found = new Map<string, MetadataEntry | undefined>();
  let hidden: MetadataEntry[] | undefined;
  let visibleBytes = 0;
  let hiddenBytes = 0;
  const clear = (): void => {
    found.clear();
    if (visibleBytes > 0) budget.charge(-visibleBytes);
    visibleBytes = 0;
    hidden = maxCacheableBytes > 0 ? [] : undefined;
    hiddenBytes = 0;
  };
  clear();

  function addHidden(entry: MetadataEntry): void {
    if (hidden === undefined) return;
    hiddenBytes += entry.bytes.length;
    if (hiddenBytes > maxCacheableBytes) hidden = undefined;
    else hidden.push(entry);
  }
  const visible = (): MetadataEntry[] =>
    sortByKey([...found.values()].filter((entry) => entry !== undefined));

  return {
    clear,
    visible,
    get size() {
      return found.size;
    },
    add(entry) {
      const { userId, key, bytes } = entry;
      const isEntryVisible = isVisible(userId, key);
      if (!found.has(key)) {
        if (isEntryVisible) {
          if (visibleBytes + bytes.length > maxBytes) throw tooLarge(maxBytes);
          budget.charge(bytes.length);
          visibleBytes += bytes.length;
        } else addHidden(entry);
      }
      found.set(key, isEntryVisible ? entry : undefined);
    },
    cacheable() {
      const bytes = visibleBytes + hiddenBytes;
      if (hidden === undefined || bytes > maxCacheableBytes) return undefined;
      return { entries: hidden.length === 0 ? visible() : sortByKey([...visible(), ...hidden]), bytes };
    },
  };
}

function sortByKey(entries: MetadataEntry[]): MetadataEntry[] {
  return entries.sort((a, b) => compareKeys(a.key, b.key));
}
