import type { ApolloClient } from "@apollo/client";
import { type EntryFragment, LatestEntriesDocument } from "../../graph/generated/operations";
import { showEntries } from "./show-entries";

/** These keys as they are now. The page shows them so from then on, too. */
export async function latestEntries(
  client: ApolloClient,
  userId: string,
  keys: readonly string[],
): Promise<readonly EntryFragment[]> {
  const { data } = await client.query({
    query: LatestEntriesDocument,
    variables: { userId, keys },
    fetchPolicy: "network-only",
  });
  const latest = data?.user?.metadata ?? [];
  showEntries(client.cache, userId, keys, latest);
  return latest;
}
