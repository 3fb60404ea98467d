import type { ApolloClient } from "@apollo/client";
import type { Failure } from "../../graph/failure";
import { toFailure } from "../../graph/to-failure";
import {
  DeleteEntriesDocument,
  type EntryFragment,
  type UserErrorFragment,
} from "../../graph/generated/operations";
import { fetchLatestEntries } from "../list/fetch-latest-entries";

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

export async function deleteEntries(client: ApolloClient, deletion: Deletion): Promise<DeleteOutcome> {
  const { userId, displayed } = deletion;
  const keys = displayed.map(({ key }) => key);
  try {
    const latest = await fetchLatestEntries(client, userId, keys);
    const isChanged = ({ id, valueBase64 }: EntryFragment): boolean =>
      displayed.some((entry) => entry.id === id && entry.valueBase64 !== valueBase64);
    if (latest.some(isChanged)) return { kind: "changed", latest };
    if (latest.length === 0) return { kind: "deleted" };
  } catch (error) {
    return { kind: "failed", failure: toFailure(error, "read") };
  }
  try {
    const errors = await remove(client, deletion, keys);
    return errors.length === 0 ? { kind: "deleted" } : { kind: "rejected", errors };
  } catch (error) {
    const failure = toFailure(error, "write");
    if (failure.kind !== "unknownOutcome") return { kind: "failed", failure };
    try {
      const latest = await fetchLatestEntries(client, userId, keys);
      return latest.length === 0 ? { kind: "deleted" } : { kind: "responseLost", latest };
    } catch {
      return { kind: "failed", failure };
    }
  }
}

/** Removes the entries from the page optimistically. They reappear if the request fails. */
async function remove(
  client: ApolloClient,
  { userId, displayed }: Deletion,
  keys: readonly string[],
): Promise<readonly UserErrorFragment[]> {
  const optimistic = {
    __typename: "DeleteUserMetadataPayload",
    deletedKeys: keys,
    deletedEntryIds: displayed.map(({ id }) => id),
    userErrors: [],
  };
  const { data } = await client.mutate({
    mutation: DeleteEntriesDocument,
    variables: { input: { userId, keys } },
    optimisticResponse: { deleteUserMetadata: optimistic },
    update: (cache, { data: result }) => {
      for (const id of result?.deleteUserMetadata?.deletedEntryIds ?? []) {
        cache.evict({ id: cache.identify({ __typename: "UserMetadataEntry", id }) });
      }
    },
  });
  return data?.deleteUserMetadata?.userErrors ?? [];
}
