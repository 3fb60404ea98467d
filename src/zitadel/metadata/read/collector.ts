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
export class EntryCollector {
  readonly #limits: CollectorLimits;
  // Entries by key. Hidden keys map to undefined: only their existence is recorded.
  readonly #found = new Map<string, MetadataEntry | undefined>();
  #hidden: MetadataEntry[] | undefined;
  #visibleBytes = 0;
  #hiddenBytes = 0;

  constructor(limits: CollectorLimits) {
    this.#limits = limits;
    this.clear();
  }

  get size(): number {
    return this.#found.size;
  }

  /** Discards all entries and refunds their bytes to the budget. */
  clear(): void {
    const { budget, maxCacheableBytes } = this.#limits;
    this.#found.clear();
    if (this.#visibleBytes > 0) budget.charge(-this.#visibleBytes);
    this.#visibleBytes = 0;
    this.#hidden = maxCacheableBytes > 0 ? [] : undefined;
    this.#hiddenBytes = 0;
  }

  add(entry: MetadataEntry): void {
    const { userId, key, bytes } = entry;
    const { isVisible, maxBytes, budget } = this.#limits;
    const isEntryVisible = isVisible(userId, key);
    if (!this.#found.has(key)) {
      if (isEntryVisible) {
        if (this.#visibleBytes + bytes.length > maxBytes) throw tooLarge(maxBytes);
        budget.charge(bytes.length);
        this.#visibleBytes += bytes.length;
      } else this.#addHidden(entry);
    }
    this.#found.set(key, isEntryVisible ? entry : undefined);
  }

  #addHidden(entry: MetadataEntry): void {
    if (this.#hidden === undefined) return;
    this.#hiddenBytes += entry.bytes.length;
    if (this.#hiddenBytes > this.#limits.maxCacheableBytes) this.#hidden = undefined;
    else this.#hidden.push(entry);
  }

  /** Visible entries, ordered by key. */
  visible(): readonly MetadataEntry[] {
    const entries: MetadataEntry[] = [];
    for (const entry of this.#found.values()) if (entry !== undefined) entries.push(entry);
    return sortByKey(entries);
  }

  /** All entries, for the cache. Undefined if caching is disabled or the entries are too large. */
  cacheable(): CachedUser | undefined {
    const bytes = this.#visibleBytes + this.#hiddenBytes;
    if (this.#hidden === undefined || bytes > this.#limits.maxCacheableBytes) return undefined;
    const visible = this.visible();
    return { entries: this.#hidden.length === 0 ? visible : sortByKey([...visible, ...this.#hidden]), bytes };
  }
}

function sortByKey(entries: MetadataEntry[]): MetadataEntry[] {
  return entries.sort((a, b) => compareKeys(a.key, b.key));
}
