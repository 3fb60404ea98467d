import type { ApolloClient } from "@apollo/client";
import type { Failure } from "../../graph/failure";
import { failureOf } from "../../graph/failure-of";
import type { EntryFragment } from "../../graph/generated/operations";
import { base64OfDraft, type Draft } from "../edit/draft";
import { latestEntries } from "../list/latest-entries";
import { type Conflict, conflictOf } from "./conflict";
import { type FormErrors, formErrorsOf } from "./form-errors";
import { setEntry } from "./set-entry";

export interface Edit {
  readonly userId: string;
  /** As it was when editing began; none for a new key. */
  readonly shown: EntryFragment | undefined;
  readonly draft: Draft;
}

export type SaveOutcome =
  | { readonly kind: "saved" }
  | { readonly kind: "conflict"; readonly conflict: Conflict }
  | { readonly kind: "rejected"; readonly errors: FormErrors }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The answer was lost, and what was written is not there; this is. */
  | { readonly kind: "lost"; readonly now: EntryFragment | undefined };

/** Looks whether somebody else was faster, then writes. What went wrong is an outcome like any other. */
export async function saveEntry(client: ApolloClient, edit: Edit): Promise<SaveOutcome> {
  const { userId, shown, draft } = edit;
  try {
    const [latest] = await latestEntries(client, userId, [draft.key]);
    const conflict = conflictOf(shown, latest, base64OfDraft(draft));
    if (conflict !== undefined) return { kind: "conflict", conflict };
  } catch (error) {
    return { kind: "failed", failure: failureOf(error, "read") };
  }
  try {
    const userErrors = await setEntry(client, edit);
    if (userErrors.length === 0) return { kind: "saved" };
    return { kind: "rejected", errors: formErrorsOf(userErrors) };
  } catch (error) {
    const failure = failureOf(error, "write");
    return failure.kind === "unknownOutcome"
      ? whatBecameOf(client, edit, failure)
      : { kind: "failed", failure };
  }
}

/** Looks for what was written when its answer was lost. */
export async function whatBecameOf(
  client: ApolloClient,
  { userId, draft }: Edit,
  failure: Failure,
): Promise<SaveOutcome> {
  try {
    const [now] = await latestEntries(client, userId, [draft.key]);
    return now?.valueBase64 === base64OfDraft(draft) ? { kind: "saved" } : { kind: "lost", now };
  } catch {
    return { kind: "failed", failure };
  }
}
