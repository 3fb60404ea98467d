import type { EntryFragment } from "../../graph/generated/operations";

/** The list with these keys as they are now, those that are not there gone; ordered by key as the server does. */
export function withEntries(
  list: readonly EntryFragment[],
  keys: readonly string[],
  now: readonly EntryFragment[],
): readonly EntryFragment[] {
  const others = list.filter(({ key }) => !keys.includes(key));
  return [...others, ...now].sort((a, b) => (a.key < b.key ? -1 : 1));
}
