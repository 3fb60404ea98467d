import type { ApolloClient } from "@apollo/client";
import { type EntryFragment, LatestEntriesDocument } from "../../graph/generated/operations";
import { updateCachedEntries } from "./update-cached-entries";

/** Reads the current entries of these keys from the server, and updates the page with them. */
export async function fetchLatestEntries(
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
  updateCachedEntries(client.cache, userId, keys, latest);
  return latest;
}
