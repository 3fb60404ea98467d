import type { EntryFragment } from "../../graph/generated/operations";

/** What somebody else did between the look and the save. */
export type Conflict =
  | { readonly kind: "changed" | "added"; readonly theirs: EntryFragment }
  | { readonly kind: "deleted" };

/** `shown`: the entry as it was when editing began; none for a new key. `latest`: as it is now. */
export function conflictOf(
  shown: EntryFragment | undefined,
  latest: EntryFragment | undefined,
  mineBase64: string | undefined,
): Conflict | undefined {
  if (latest?.valueBase64 === shown?.valueBase64) return undefined;
  if (latest === undefined) return { kind: "deleted" };
  // Two people had the same idea.
  if (latest.valueBase64 === mineBase64) return undefined;
  return { kind: shown === undefined ? "added" : "changed", theirs: latest };
}
