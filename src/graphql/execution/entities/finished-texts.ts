import type { MetadataEntry } from "../../../metadata/entry.js";

/**
 * Finished JSON of users. A text is kept beside the list of entries that it was made from: a cache or a replica
 * returns the same list until the user changes, and the text is dropped with the list. A caller who may see other
 * entries gets another list, and never this text.
 */
export interface FinishedTexts {
  get(entries: readonly MetadataEntry[], variant: string): string | undefined;
  add(entries: readonly MetadataEntry[], variant: string, json: string): void;
}

/** Approximate memory of an entry, without its value. */
const entryBytes = 300;

export function createFinishedTexts(): FinishedTexts {
  const textsByEntries = new WeakMap<readonly MetadataEntry[], Map<string, string>>();
  return {
    get: (entries, variant) => textsByEntries.get(entries)?.get(variant),
    add(entries, variant, json) {
      // The texts of a list take about as much memory as the list, which its cache limits.
      const maxLength = entries.reduce((sum, { bytes }) => sum + entryBytes + bytes.length, 0);
      const texts = textsByEntries.get(entries);
      const length = [...(texts?.values() ?? [])].reduce((sum, text) => sum + text.length, json.length);
      if (json.length > maxLength) return;
      if (texts === undefined || length > maxLength) textsByEntries.set(entries, new Map([[variant, json]]));
      else texts.set(variant, json);
    },
  };
}
