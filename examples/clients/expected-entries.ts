import type { Entry, NewEntry } from "./operations.js";

/** The list after these entries are set, for optimistic responses. New entries get a temporary id. */
export function expectedEntries(list: readonly Entry[], set: readonly NewEntry[]): readonly Entry[] {
  const entries = new Map(list.map((entry) => [entry.key, entry]));
  for (const { key, value } of set) {
    const id = entries.get(key)?.id ?? `new: ${key}`;
    entries.set(key, { __typename: "UserMetadataEntry", id, key, value });
  }
  return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
