import type { ApolloClient } from "@apollo/client";
import type { Failure } from "../../graph/failure";
import { toFailure } from "../../graph/to-failure";
import {
  type EntryFragment,
  UpdateEntriesDocument,
  type UserErrorFragment,
} from "../../graph/generated/operations";
import { fetchLatestEntries } from "../list/fetch-latest-entries";
import { isConflict } from "../save/conflict";

export interface Deletion {
  readonly userId: string;
  /** The entries as the dialog displayed them. */
  readonly displayed: readonly EntryFragment[];
}

export type DeleteOutcome =
  | { readonly kind: "deleted" }
  /** Another user changed some of these after they were displayed. */
  | { readonly kind: "changed"; readonly latest: readonly EntryFragment[] }
  | { readonly kind: "rejected"; readonly errors: readonly UserErrorFragment[] }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The response was lost, and these entries still exist. */
  | { readonly kind: "responseLost"; readonly latest: readonly EntryFragment[] };

/** Deletes the entries unless another user has changed one of them. */
export async function deleteEntries(client: ApolloClient, deletion: Deletion): Promise<DeleteOutcome> {
  try {
    const errors = await remove(client, deletion);
    if (errors.length === 0) return { kind: "deleted" };
    if (!isConflict(errors)) return { kind: "rejected", errors };
  } catch (error) {
    const failure = toFailure(error, "write");
    return failure.kind === "unknownOutcome"
      ? checkLostDeletion(client, deletion, failure)
      : { kind: "failed", failure };
  }
  return readConflict(client, deletion);
}

/** Reads the entries that another user has changed. Those that the other user has deleted need no question. */
async function readConflict(client: ApolloClient, deletion: Deletion): Promise<DeleteOutcome> {
  const { userId, displayed } = deletion;
  let latest: readonly EntryFragment[];
  try {
    latest = await fetchLatestEntries(client, userId, keysOf(deletion));
  } catch (error) {
    return { kind: "failed", failure: toFailure(error, "read") };
  }
  if (latest.length === 0) return { kind: "deleted" };
  const isUnchanged = latest.every(({ id, digest }) =>
    displayed.some((entry) => entry.id === id && entry.digest === digest),
  );
  return isUnchanged && latest.length < displayed.length
    ? deleteEntries(client, { userId, displayed: latest })
    : { kind: "changed", latest };
}

/** After a lost response, checks whether the entries still exist. */
async function checkLostDeletion(
  client: ApolloClient,
  deletion: Deletion,
  failure: Failure,
): Promise<DeleteOutcome> {
  try {
    const latest = await fetchLatestEntries(client, deletion.userId, keysOf(deletion));
    return latest.length === 0 ? { kind: "deleted" } : { kind: "responseLost", latest };
  } catch {
    return { kind: "failed", failure };
  }
}

/** Removes the entries from the page optimistically. They reappear if the request fails. */
async function remove(
  client: ApolloClient,
  { userId, displayed }: Deletion,
): Promise<readonly UserErrorFragment[]> {
  const expected = {
    __typename: "UpdateUserMetadataPayload",
    entries: [],
    deletedKeys: displayed.map(({ key }) => key),
    deletedEntryIds: displayed.map(({ id }) => id),
    userErrors: [],
  };
  const { data } = await client.mutate({
    mutation: UpdateEntriesDocument,
    variables: { input: { userId, delete: displayed.map(({ key, digest }) => ({ key, ifDigest: digest })) } },
    optimisticResponse: { updateUserMetadata: expected },
    update: (cache, { data: result }) => {
      for (const id of result?.updateUserMetadata?.deletedEntryIds ?? []) {
        cache.evict({ id: cache.identify({ __typename: "UserMetadataEntry", id }) });
      }
    },
  });
  return data?.updateUserMetadata?.userErrors ?? [];
}

function keysOf({ displayed }: Deletion): readonly string[] {
  return displayed.map(({ key }) => key);
}
