import { entryIdOf } from "../../metadata/entry.js";
import { parseEntries, parseKeys } from "../../metadata/input.js";
import type { MutationResolvers } from "../generated/types.js";
import { attemptWrite } from "./attempt-write.js";
import { updateUserMetadata } from "./update-user-metadata.js";
import { toWrittenEntries } from "./written-entries.js";

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
    const writtenEntries = await toWrittenEntries(userId, visible, context, info);
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

  updateUserMetadata,
};
