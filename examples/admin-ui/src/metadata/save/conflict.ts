import type { EntryFragment } from "../../graph/generated/operations";

/** A change by another user between the start of editing and the save. */
export type Conflict =
  | { readonly kind: "changed" | "added"; readonly theirs: EntryFragment }
  | { readonly kind: "deleted" };

/**
 * Compares the entry at the start of editing (`base`; undefined for a new key) with the current one
 * (`latest`).
 */
export function conflictOf(
  base: EntryFragment | undefined,
  latest: EntryFragment | undefined,
  myBase64: string | undefined,
): Conflict | undefined {
  if (latest?.valueBase64 === base?.valueBase64) return undefined;
  if (latest === undefined) return { kind: "deleted" };
  // The other user saved the same value.
  if (latest.valueBase64 === myBase64) return undefined;
  return { kind: base === undefined ? "added" : "changed", theirs: latest };
}
