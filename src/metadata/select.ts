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

/** Null means the same as undefined. */
export interface Selection {
  readonly filter?: EntryFilter | null | undefined;
  readonly offset: number;
  readonly limit?: number | null | undefined;
}

/**
 * Returns the matching entries in their order. Skips the first `offset` matches and returns at most `limit`
 * of them.
 */
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
    expected: string | null | undefined,
    predicate: (key: string, expected: string) => boolean,
  ): void => {
    if (expected === null || expected === undefined) return;
    const normalized = normalize(expected);
    conditions.push((key) => predicate(key, normalized));
  };
  add(equals, (key, expected) => key === expected);
  add(startsWith, (key, expected) => key.startsWith(expected));
  add(contains, (key, expected) => key.includes(expected));
  add(endsWith, (key, expected) => key.endsWith(expected));
  return (key) => {
    const normalized = normalize(key);
    return conditions.every((condition) => condition(normalized));
  };
}
