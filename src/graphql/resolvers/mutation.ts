import type { GraphQLResolveInfo } from "graphql";
import { catchFailure } from "../../lib/catch-failure.js";
import { Failure } from "../../lib/failure.js";
import { entryIdOf, type MetadataEntry } from "../../metadata/entry.js";
import { parseEntries, parseKeys } from "../../metadata/input.js";
import { selectsDates } from "../selection.js";
import type { RequestContext } from "../context/context.js";
import type { MutationResolvers } from "../generated/types.js";
import { attemptWrite } from "./attempt-write.js";
import { EntryResult } from "./entry-result.js";

export const Mutation: MutationResolvers = {
  async setUserMetadata(_, { input: { userId, entries } }, context, info) {
    const keys = entries.map(({ key }) => key);
    const { visible, userErrors } = await attemptWrite(
      context,
      { action: "set", userId, keys },
      {
        parse: () => parseEntries(entries, context.maxEntries),
        write: (parsed, ...rest) => context.source.set(userId, parsed.entries, ...rest),
      },
    );
    if (userErrors.length > 0) return { user: null, entries: [], userErrors };
    const dates = selectsDates(info) ? await loadDates(userId, context, info) : undefined;
    const writtenEntries = visible.map(({ key, bytes }) => {
      const { createdAt = null, updatedAt = null } = dates?.get(key) ?? {};
      return new EntryResult({ userId, key, bytes, createdAt, updatedAt }, context.responseBudget);
    });
    return { user: { id: userId }, entries: writtenEntries, userErrors };
  },

  async deleteUserMetadata(_, { input: { userId, keys } }, context) {
    const { visible, userErrors } = await attemptWrite(
      context,
      { action: "delete", userId, keys },
      {
        parse: () => parseKeys(keys, context.maxEntries),
        write: (parsed, ...rest) => context.source.remove(userId, parsed.keys, ...rest),
      },
    );
    if (userErrors.length > 0) return { user: null, deletedKeys: [], deletedEntryIds: [], userErrors };
    const deletedEntryIds = visible.map((key) => entryIdOf(userId, key));
    return { user: { id: userId }, deletedKeys: visible, deletedEntryIds, userErrors };
  },
};

/**
 * Reads the dates of the written entries. Returns none if the read fails, which must not hide a successful
 * write.
 */
async function loadDates(
  userId: string,
  { loaders }: RequestContext,
  info: GraphQLResolveInfo,
): Promise<ReadonlyMap<string, MetadataEntry>> {
  const entries = await catchFailure(loaders.metadata(info).load(userId));
  return new Map(entries instanceof Failure ? [] : entries.map((entry) => [entry.key, entry]));
}
