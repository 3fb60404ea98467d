import type { MetadataEntry } from "./entry.js";

export interface KeyFilter {
  readonly equals?: string | null | undefined;
  readonly startsWith?: string | null | undefined;
  readonly contains?: string | null | undefined;
  readonly endsWith?: string | null | undefined;
  readonly ignoreCase?: boolean;
}

export interface EntryFilter {
  readonly keys?: readonly string[] | null | undefined;
  readonly key?: KeyFilter | null | undefined;
}

/** Null counts as absent. */
export interface Selection {
  readonly filter?: EntryFilter | null | undefined;
  readonly offset: number;
  readonly limit?: number | null | undefined;
}

/** The entries that match, in their order, without the first `offset` and at most `limit` of them. */
export function selectEntries(
  entries: readonly MetadataEntry[],
  { filter, offset, limit }: Selection,
): readonly MetadataEntry[] {
  const end = limit === null || limit === undefined ? undefined : offset + limit;
  if (filter === null || filter === undefined) {
    return offset === 0 && end === undefined ? entries : entries.slice(offset, end);
  }
  const keys = filter.keys === null || filter.keys === undefined ? undefined : new Set(filter.keys);
  const matches = filter.key === null || filter.key === undefined ? undefined : createMatcher(filter.key);
  return entries.filter(({ key }) => keys?.has(key) !== false && matches?.(key) !== false).slice(offset, end);
}

function createMatcher({
  equals,
  startsWith,
  contains,
  endsWith,
  ignoreCase = false,
}: KeyFilter): (key: string) => boolean {
  const normalize = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const conditions: ((key: string) => boolean)[] = [];
  const add = (
    wanted: string | null | undefined,
    predicate: (key: string, wanted: string) => boolean,
  ): void => {
    if (wanted === null || wanted === undefined) return;
    const folded = normalize(wanted);
    conditions.push((key) => predicate(key, folded));
  };
  add(equals, (key, wanted) => key === wanted);
  add(startsWith, (key, wanted) => key.startsWith(wanted));
  add(contains, (key, wanted) => key.includes(wanted));
  add(endsWith, (key, wanted) => key.endsWith(wanted));
  return (key) => {
    const folded = normalize(key);
    return conditions.every((condition) => condition(folded));
  };
}
