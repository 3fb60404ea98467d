import type { ApolloClient } from "@apollo/client";
import type { Failure } from "../../graph/failure";
import { toFailure } from "../../graph/to-failure";
import type { EntryFragment } from "../../graph/generated/operations";
import { draftToBase64 } from "../edit/draft";
import { fetchLatestEntries } from "../list/fetch-latest-entries";
import { type Conflict, conflictOf, isConflict } from "./conflict";
import { type FormErrors, formErrorsOf } from "./form-errors";
import { type Edit, isTaken, renamedFrom } from "./rename";
import { writeEntry } from "./write-entry";

export type SaveOutcome =
  | { readonly kind: "saved" }
  | { readonly kind: "conflict"; readonly conflict: Conflict }
  | { readonly kind: "rejected"; readonly errors: FormErrors }
  | { readonly kind: "failed"; readonly failure: Failure }
  /**
   * The response was lost, and the stored entry (`current`) is not the written one. That of a rename has the old key
   * as long as it exists: nothing was written.
   */
  | { readonly kind: "responseLost"; readonly current: EntryFragment | undefined };

const keyTaken: FormErrors = {
  key: "This key already exists. Enter another one.",
  form: [],
  unknown: [],
};

/** Writes the entry unless another user has changed it. Failures are returned as outcomes, not thrown. */
export async function saveEntry(client: ApolloClient, edit: Edit): Promise<SaveOutcome> {
  try {
    const userErrors = await writeEntry(client, edit);
    if (userErrors.length === 0) return { kind: "saved" };
    if (isTaken(edit, userErrors)) return { kind: "rejected", errors: keyTaken };
    if (!isConflict(userErrors)) return { kind: "rejected", errors: formErrorsOf(userErrors) };
  } catch (error) {
    const failure = toFailure(error, "write");
    return failure.kind === "unknownOutcome"
      ? checkLostSave(client, edit, failure)
      : { kind: "failed", failure };
  }
  return readConflict(client, edit);
}

/** Reads the entry that another user has changed. */
async function readConflict(client: ApolloClient, edit: Edit): Promise<SaveOutcome> {
  const { userId, base, draft } = edit;
  const [old] = renamedFrom(edit);
  try {
    const [latest] = await fetchLatestEntries(client, userId, [old?.key ?? draft.key]);
    // A stored entry with the value of the draft is saved, unless it has the old key.
    const conflict = conflictOf(base, latest, old === undefined ? draftToBase64(draft) : undefined);
    return conflict === undefined ? { kind: "saved" } : { kind: "conflict", conflict };
  } catch (error) {
    return { kind: "failed", failure: toFailure(error, "read") };
  }
}

/** After a lost response, checks whether the entry was written. */
export async function checkLostSave(
  client: ApolloClient,
  edit: Edit,
  failure: Failure,
): Promise<SaveOutcome> {
  try {
    const { userId, draft } = edit;
    const keys = [...renamedFrom(edit).map(({ key }) => key), draft.key];
    const latest = await fetchLatestEntries(client, userId, keys);
    const [current] = keys.flatMap((key) => latest.filter((entry) => entry.key === key));
    return current?.key === draft.key && current.valueBase64 === draftToBase64(draft)
      ? { kind: "saved" }
      : { kind: "responseLost", current };
  } catch {
    return { kind: "failed", failure };
  }
}
