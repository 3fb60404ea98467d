import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "./entry.js";
import { bytesOf, oversize } from "./owner-size.js";
import type { Loaded, Reading } from "./source.js";

/** Of one owner's entries that are at hand, those that this reading is shown, within its limits. `bytes` of all values together. */
export function takeShown(
  { entries, bytes }: { readonly entries: readonly MetadataEntry[]; readonly bytes: number },
  ownerId: string,
  { shows, budget }: Pick<Reading, "shows" | "budget">,
  maxOwnerBytes: number,
): Loaded {
  const shown = entries.filter(({ key }) => shows(ownerId, key));
  const taken = shown.length === entries.length ? bytes : bytesOf(shown);
  if (taken > maxOwnerBytes) return oversize(maxOwnerBytes);
  try {
    budget.take(taken);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return shown;
}
