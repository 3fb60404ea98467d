import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { bytesOf, tooLarge } from "../metadata/size-limit.js";
import type { LoadResult, ReadOptions } from "../metadata/source.js";

/** Of one owner's entries that are at hand, those that this reading is shown, within its limits. `bytes` of all values together. */
export function chargeVisibleEntries(
  { entries, bytes }: { readonly entries: readonly MetadataEntry[]; readonly bytes: number },
  ownerId: string,
  { isVisible, budget }: Pick<ReadOptions, "isVisible" | "budget">,
  maxOwnerBytes: number,
): LoadResult {
  const shown = entries.filter(({ key }) => isVisible(ownerId, key));
  const taken = shown.length === entries.length ? bytes : bytesOf(shown);
  if (taken > maxOwnerBytes) return tooLarge(maxOwnerBytes);
  try {
    budget.charge(taken);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return shown;
}
