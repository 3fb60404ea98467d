import type { EntryFragment, UserErrorFragment } from "../../graph/generated/operations";
import type { Draft } from "../edit/draft";

export interface Edit {
  readonly userId: string;
  /** The stored entry that the user knows; undefined for a new key. */
  readonly base: EntryFragment | undefined;
  readonly draft: Draft;
}

/** The entry that an edit with another key replaces. */
export function renamedFrom({ base, draft }: Edit): readonly EntryFragment[] {
  return base === undefined || base.key === draft.key ? [] : [base];
}

/** Whether an entry cannot be renamed because the new key exists. */
export function isTaken(edit: Edit, errors: readonly UserErrorFragment[]): boolean {
  const { key } = edit.draft;
  return renamedFrom(edit).length > 0 && errors.some((it) => it.code === "VALUE_CHANGED" && it.key === key);
}
