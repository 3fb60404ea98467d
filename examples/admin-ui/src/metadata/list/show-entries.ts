import type { ApolloCache } from "@apollo/client";
import { type EntryFragment, UserMetadataDocument } from "../../graph/generated/operations";
import { withEntries } from "./with-entries";

/** From now on the page shows these keys of the user so. */
export function showEntries(
  cache: ApolloCache,
  userId: string,
  keys: readonly string[],
  now: readonly EntryFragment[],
): void {
  cache.updateQuery({ query: UserMetadataDocument, variables: { userId } }, (shown) =>
    shown?.user?.metadata == null
      ? undefined
      : { user: { ...shown.user, metadata: withEntries(shown.user.metadata, keys, now) } },
  );
}
