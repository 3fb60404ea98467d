import type { ApolloClient } from "@apollo/client";
import type { Failure } from "../../graph/failure";
import { toFailure } from "../../graph/to-failure";
import type { EntryFragment } from "../../graph/generated/operations";
import { draftToBase64, type Draft } from "../edit/draft";
import { fetchLatestEntries } from "../list/fetch-latest-entries";
import { type Conflict, conflictOf } from "./conflict";
import { type FormErrors, formErrorsOf } from "./form-errors";
import { setEntry } from "./set-entry";

export interface Edit {
  readonly userId: string;
  /** The entry at the start of editing; undefined for a new key. */
  readonly base: EntryFragment | undefined;
  readonly draft: Draft;
}

export type SaveOutcome =
  | { readonly kind: "saved" }
  | { readonly kind: "conflict"; readonly conflict: Conflict }
  | { readonly kind: "rejected"; readonly errors: FormErrors }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The response was lost, and the stored entry (`current`) is not the written one. */
  | { readonly kind: "responseLost"; readonly current: EntryFragment | undefined };

/** Checks for a conflicting change, then writes. Failures are returned as outcomes, not thrown. */
export async function saveEntry(client: ApolloClient, edit: Edit): Promise<SaveOutcome> {
  const { userId, base, draft } = edit;
  try {
    const [latest] = await fetchLatestEntries(client, userId, [draft.key]);
    const conflict = conflictOf(base, latest, draftToBase64(draft));
    if (conflict !== undefined) return { kind: "conflict", conflict };
  } catch (error) {
    return { kind: "failed", failure: toFailure(error, "read") };
  }
  try {
    const userErrors = await setEntry(client, edit);
    if (userErrors.length === 0) return { kind: "saved" };
    return { kind: "rejected", errors: formErrorsOf(userErrors) };
  } catch (error) {
    const failure = toFailure(error, "write");
    return failure.kind === "unknownOutcome"
      ? checkLostSave(client, edit, failure)
      : { kind: "failed", failure };
  }
}

/** After a lost response, checks whether the value was written. */
export async function checkLostSave(
  client: ApolloClient,
  { userId, draft }: Edit,
  failure: Failure,
): Promise<SaveOutcome> {
  try {
    const [current] = await fetchLatestEntries(client, userId, [draft.key]);
    return current?.valueBase64 === draftToBase64(draft)
      ? { kind: "saved" }
      : { kind: "responseLost", current };
  } catch {
    return { kind: "failed", failure };
  }
}
