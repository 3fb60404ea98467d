import type { ApolloCache } from "@apollo/client";
import { type EntryFragment, UserMetadataDocument } from "../../graph/generated/operations";
import { replaceEntries } from "./replace-entries";

/** Replaces the cached entries of these keys. Keys without an entry in `current` are removed. */
export function updateCachedEntries(
  cache: ApolloCache,
  userId: string,
  keys: readonly string[],
  current: readonly EntryFragment[],
): void {
  cache.updateQuery({ query: UserMetadataDocument, variables: { userId } }, (cached) =>
    cached?.user?.metadata == null
      ? undefined
      : { user: { ...cached.user, metadata: replaceEntries(cached.user.metadata, keys, current) } },
  );
}
