import type { MetadataEntry } from "../../../metadata/entry.js";
import { compareKeys } from "../../../metadata/key.js";
import type { ReadBudget } from "../../../metadata/read-budget.js";
import type { CachedOwner } from "./cache.js";
import { tooLarge } from "../../../metadata/size-limit.js";

export interface ListLimits {
  /** Of the values that will be shown. */
  readonly maxBytes: number;
  readonly shows: (ownerId: string, key: string) => boolean;
  readonly budget: ReadBudget;
  /** Of all values, of an owner that is to be kept; 0: none is. */
  readonly maxKeptBytes: number;
}

/** What was found so far of an owner's entries. */
export interface CollectedEntries {
  add(entry: MetadataEntry): void;
  /** Gives back what was taken of the budget. */
  clear(): void;
  readonly size: number;
  /** Those that will be shown, ordered by key. */
  visible(): readonly MetadataEntry[];
  /** All, to be kept for others; undefined where that is not wanted, or too much. */
  cacheable(): Pick<CachedOwner, "entries" | "bytes"> | undefined;
}

export function createCollector({ maxBytes, shows, budget, maxKeptBytes }: ListLimits): CollectedEntries {
  // By key; of what will not be shown only that it is there.
  const found = new Map<string, MetadataEntry | undefined>();
  let hidden: MetadataEntry[] | undefined;
  let shownBytes = 0;
  let hiddenBytes = 0;
  const clear = (): void => {
    found.clear();
    if (shownBytes > 0) budget.charge(-shownBytes);
    shownBytes = 0;
    hidden = maxKeptBytes > 0 ? [] : undefined;
    hiddenBytes = 0;
  };
  clear();

  function addHidden(entry: MetadataEntry): void {
    if (hidden === undefined) return;
    hiddenBytes += entry.bytes.length;
    if (hiddenBytes > maxKeptBytes) hidden = undefined;
    else hidden.push(entry);
  }
  const visible = (): MetadataEntry[] => inOrder([...found.values()].filter((entry) => entry !== undefined));

  return {
    clear,
    visible,
    get size() {
      return found.size;
    },
    add(entry) {
      const { ownerId, key, bytes } = entry;
      const isShown = shows(ownerId, key);
      if (!found.has(key)) {
        if (isShown) {
          if (shownBytes + bytes.length > maxBytes) throw tooLarge(maxBytes);
          budget.charge(bytes.length);
          shownBytes += bytes.length;
        } else addHidden(entry);
      }
      found.set(key, isShown ? entry : undefined);
    },
    cacheable() {
      const bytes = shownBytes + hiddenBytes;
      if (hidden === undefined || bytes > maxKeptBytes) return undefined;
      return { entries: hidden.length === 0 ? visible() : inOrder([...visible(), ...hidden]), bytes };
    },
  };
}

function inOrder(entries: MetadataEntry[]): MetadataEntry[] {
  return entries.sort((a, b) => compareKeys(a.key, b.key));
}
