import type { EntryFragment, UserErrorFragment } from "../../graph/generated/operations";

/** A change by another user since the entry was displayed. */
export type Conflict =
  | { readonly kind: "changed" | "added"; readonly theirs: EntryFragment }
  | { readonly kind: "deleted" };

/** Whether the server rejected a write because of such a change, and of nothing else. */
export function isConflict(errors: readonly UserErrorFragment[]): boolean {
  return errors.length > 0 && errors.every(({ code }) => code === "VALUE_CHANGED");
}

/**
 * Compares the entry that is being edited (`base`; undefined for a new key) with the stored one (`latest`).
 * Undefined if the stored value is the one that the user wants to save.
 */
export function conflictOf(
  base: EntryFragment | undefined,
  latest: EntryFragment | undefined,
  myBase64: string | undefined,
): Conflict | undefined {
  if (latest === undefined) return { kind: "deleted" };
  if (latest.valueBase64 === myBase64) return undefined;
  return { kind: base === undefined ? "added" : "changed", theirs: latest };
}
