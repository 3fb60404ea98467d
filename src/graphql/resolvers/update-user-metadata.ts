import { entryIdOf } from "../../metadata/entry.js";
import { parseUpdate } from "../../metadata/update/parse-update.js";
import type { MutationResolvers } from "../generated/types.js";
import { attemptWrite } from "./attempt-write.js";
import { toWrittenEntries } from "./written-entries.js";

export const updateUserMetadata: NonNullable<MutationResolvers["updateUserMetadata"]> = async (
  _,
  { input: { userId, set = [], merge = [], delete: deletions = [], dryRun = false } },
  context,
  info,
) => {
  const keys = [...set, ...merge, ...deletions].map(({ key }) => key);
  const { visible, userErrors } = await attemptWrite(
    context,
    { action: "update", userId, keys, ...(dryRun && { dryRun }) },
    {
      parse: () => parseUpdate({ set, merge, delete: deletions }, context.maxEntries),
      write: ({ steps }, ...rest) => context.source.update(userId, { steps, dryRun }, ...rest),
    },
  );
  if (userErrors.length > 0) {
    return { user: null, entries: [], deletedKeys: [], deletedEntryIds: [], unchangedKeys: [], userErrors };
  }
  const entries = visible.flatMap(({ key, bytes }) => (bytes === undefined ? [] : [{ key, bytes }]));
  const deletedKeys = visible
    .filter(({ bytes, isChanged }) => bytes === undefined && isChanged)
    .map(({ key }) => key);
  return {
    user: { id: userId },
    entries: await toWrittenEntries(userId, entries, context, info),
    deletedKeys,
    deletedEntryIds: deletedKeys.map((key) => entryIdOf(userId, key)),
    unchangedKeys: visible.filter(({ isChanged }) => !isChanged).map(({ key }) => key),
    userErrors,
  };
};
