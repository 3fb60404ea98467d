import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { bytesOf, tooLarge } from "../metadata/read-limits.js";
import type { LoadResult, ReadOptions } from "../metadata/source.js";

/**
 * Returns one user's entries that the caller may read, and charges them to the budget; a Failure if they
 * exceed `maxUserBytes` or the budget. `bytes`: total size of all values.
 */
export function chargeVisibleEntries(
  { entries, bytes }: { readonly entries: readonly MetadataEntry[]; readonly bytes: number },
  userId: string,
  { isVisible, budget }: Pick<ReadOptions, "isVisible" | "budget">,
  maxUserBytes: number,
): LoadResult {
  const visible = entries.filter(({ key }) => isVisible(userId, key));
  const visibleBytes = visible.length === entries.length ? bytes : bytesOf(visible);
  if (visibleBytes > maxUserBytes) return tooLarge(maxUserBytes);
  try {
    budget.charge(visibleBytes);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return visible;
}
