import type { Entry, NewEntry } from "./operations.js";

/** What a list will be once these are set: for optimistic answers. The id of one that is new is known when it is there. */
export function expectedEntries(list: readonly Entry[], set: readonly NewEntry[]): readonly Entry[] {
  const entries = new Map(list.map((entry) => [entry.key, entry]));
  for (const { key, value } of set) {
    const id = entries.get(key)?.id ?? `not there yet: ${key}`;
    entries.set(key, { __typename: "UserMetadataEntry", id, key, value });
  }
  return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
