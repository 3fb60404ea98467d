import type { EntryFragment } from "../../graph/generated/operations";

/**
 * Replaces the entries of these keys by those in `current`. Keys without an entry in `current` are removed.
 * The result is ordered by key, like the server's list.
 */
export function replaceEntries(
  list: readonly EntryFragment[],
  keys: readonly string[],
  current: readonly EntryFragment[],
): readonly EntryFragment[] {
  const others = list.filter(({ key }) => !keys.includes(key));
  return [...others, ...current].sort((a, b) => (a.key < b.key ? -1 : 1));
}
