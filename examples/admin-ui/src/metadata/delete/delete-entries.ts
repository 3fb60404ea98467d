import type { ApolloClient } from "@apollo/client";
import type { Failure } from "../../graph/failure";
import { failureOf } from "../../graph/failure-of";
import {
  DeleteEntriesDocument,
  type EntryFragment,
  type UserErrorFragment,
} from "../../graph/generated/operations";
import { latestEntries } from "../list/latest-entries";

export interface Deletion {
  readonly userId: string;
  /** As they were shown to who wants them gone. */
  readonly shown: readonly EntryFragment[];
}

export type DeleteOutcome =
  | { readonly kind: "deleted" }
  /** Somebody changed these since they were shown. */
  | { readonly kind: "changed"; readonly latest: readonly EntryFragment[] }
  | { readonly kind: "rejected"; readonly errors: readonly UserErrorFragment[] }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The answer was lost, and these are still there. */
  | { readonly kind: "lost"; readonly latest: readonly EntryFragment[] };

export async function deleteEntries(client: ApolloClient, deletion: Deletion): Promise<DeleteOutcome> {
  const { userId, shown } = deletion;
  const keys = shown.map(({ key }) => key);
  try {
    const latest = await latestEntries(client, userId, keys);
    const isChanged = ({ id, valueBase64 }: EntryFragment): boolean =>
      shown.some((entry) => entry.id === id && entry.valueBase64 !== valueBase64);
    if (latest.some(isChanged)) return { kind: "changed", latest };
    if (latest.length === 0) return { kind: "deleted" };
  } catch (error) {
    return { kind: "failed", failure: failureOf(error, "read") };
  }
  try {
    const errors = await remove(client, deletion, keys);
    return errors.length === 0 ? { kind: "deleted" } : { kind: "rejected", errors };
  } catch (error) {
    const failure = failureOf(error, "write");
    if (failure.kind !== "unknownOutcome") return { kind: "failed", failure };
    try {
      const latest = await latestEntries(client, userId, keys);
      return latest.length === 0 ? { kind: "deleted" } : { kind: "lost", latest };
    } catch {
      return { kind: "failed", failure };
    }
  }
}

/** They vanish from the page at once, and come back should it fail. */
async function remove(
  client: ApolloClient,
  { userId, shown }: Deletion,
  keys: readonly string[],
): Promise<readonly UserErrorFragment[]> {
  const expected = {
    __typename: "DeleteUserMetadataPayload",
    deletedKeys: keys,
    deletedEntryIds: shown.map(({ id }) => id),
    userErrors: [],
  };
  const { data } = await client.mutate({
    mutation: DeleteEntriesDocument,
    variables: { input: { userId, keys } },
    optimisticResponse: { deleteUserMetadata: expected },
    update: (cache, { data: answer }) => {
      for (const id of answer?.deleteUserMetadata?.deletedEntryIds ?? []) {
        cache.evict({ id: cache.identify({ __typename: "UserMetadataEntry", id }) });
      }
    },
  });
  return data?.deleteUserMetadata?.userErrors ?? [];
}
