import type { ApolloCache } from "@apollo/client";
import { type EntryFragment, UserMetadataDocument } from "../../graph/generated/operations";

/**
 * Replaces the cached entries of a user, and returns the keys whose values differ. The cache already has changes
 * that this page has made, also those that are being saved.
 */
export function applyChange(
  cache: ApolloCache,
  userId: string,
  entries: readonly EntryFragment[],
): readonly string[] {
  const query = { query: UserMetadataDocument, variables: { userId } };
  const displayed = cache.readQuery({ ...query, optimistic: true })?.user?.metadata;
  if (displayed == null) return [];
  cache.updateQuery(query, (cached) =>
    cached?.user == null ? undefined : { user: { ...cached.user, metadata: entries } },
  );
  return changedKeys(displayed, entries);
}

/** The keys that were set to another value, added or deleted. */
export function changedKeys(
  before: readonly EntryFragment[],
  after: readonly EntryFragment[],
): readonly string[] {
  const valueOf = (entries: readonly EntryFragment[], key: string): string | undefined =>
    entries.find((entry) => entry.key === key)?.valueBase64;
  const keys = new Set([...before, ...after].map(({ key }) => key));
  return [...keys].filter((key) => valueOf(before, key) !== valueOf(after, key)).sort();
}
