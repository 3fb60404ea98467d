import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { bytesOf, tooLarge } from "../metadata/read-limits.js";
import type { LoadResult, ReadOptions } from "../metadata/source.js";

/** The entries whose keys are visible: the same list if all are. */
export function filterEntries(
  entries: readonly MetadataEntry[],
  isVisible: (key: string) => boolean,
): readonly MetadataEntry[] {
  return entries.every(({ key }) => isVisible(key)) ? entries : entries.filter(({ key }) => isVisible(key));
}

/**
 * Returns one user's entries that the caller may read, and charges them to the budget; a Failure if they
 * exceed `maxUserBytes` or the budget. `bytes`: total size of all values.
 */
export function chargeVisibleEntries(
  { entries, bytes }: { readonly entries: readonly MetadataEntry[]; readonly bytes: number },
  userId: string,
  { isVisible, selectVisible, budget }: Pick<ReadOptions, "isVisible" | "selectVisible" | "budget">,
  maxUserBytes: number,
): LoadResult {
  const visible =
    selectVisible?.(userId, entries) ?? filterEntries(entries, (key) => isVisible(userId, key));
  const visibleBytes = visible === entries ? bytes : bytesOf(visible);
  if (visibleBytes > maxUserBytes) return tooLarge(maxUserBytes);
  try {
    budget.charge(visibleBytes);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return visible;
}
