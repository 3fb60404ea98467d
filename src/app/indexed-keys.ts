import type { Access } from "../access/access.js";
import type { Config } from "../config/config.js";

/** Whether users are searched by a key; undefined if they are not searched at all. */
export function selectIndexedKeys(
  { search, lookup, typedKeys }: Pick<Config, "search" | "lookup" | "typedKeys">,
  access: Access,
): ((key: string) => boolean) | undefined {
  const uniqueKeys = [...(typedKeys?.byKey.values() ?? [])].filter(({ isUnique }) => isUnique);
  const keys = new Set([...uniqueKeys.map(({ key }) => key), ...(lookup === undefined ? [] : [lookup.key])]);
  if (!search && keys.size === 0) return undefined;
  const isSearchable = (key: string): boolean => (access.ruleFor(key)?.search.length ?? 0) > 0;
  return (key) => keys.has(key) || (search && isSearchable(key));
}
