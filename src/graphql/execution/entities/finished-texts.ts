import type { MetadataEntry } from "../../../metadata/entry.js";

/**
 * Finished JSON of users. A text is kept beside the list of entries that it was made from, if the list is frozen: a
 * cache or a replica then returns the same list until the user changes. The text is dropped with the list. A caller
 * who may see other entries gets another list, and never this text.
 */
export interface FinishedTexts {
  get(entries: readonly MetadataEntry[], variant: string): string | undefined;
  add(entries: readonly MetadataEntry[], variant: string, json: string): void;
}

/** A text, and the other texts of its list. Most lists have one text, for which a map would take longer. */
interface FinishedText {
  readonly variant: string;
  readonly json: string;
  readonly next: FinishedText | undefined;
}

/** A query that is compiled again leaves a text that no query finds. */
const maxTexts = 8;
/** Approximate memory of an entry, without its value. */
const entryBytes = 300;

export function createFinishedTexts(): FinishedTexts {
  const textsByEntries = new WeakMap<readonly MetadataEntry[], FinishedText>();
  return {
    get(entries, variant) {
      let text = textsByEntries.get(entries);
      while (text !== undefined && text.variant !== variant) text = text.next;
      return text?.json;
    },
    add(entries, variant, json) {
      if (!Object.isFrozen(entries)) return;
      // The texts of a list take about as much memory as the list, which its cache limits.
      const maxLength = entries.reduce((sum, { bytes }) => sum + entryBytes + bytes.length, 0);
      if (json.length > maxLength) return;
      const next = textsByEntries.get(entries);
      let [count, length] = [1, json.length];
      for (let text = next; text !== undefined; text = text.next) {
        count++;
        length += text.json.length;
      }
      const areAllKept = count <= maxTexts && length <= maxLength;
      textsByEntries.set(entries, { variant, json, next: areAllKept ? next : undefined });
    },
  };
}
