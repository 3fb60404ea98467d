import type { GraphQLResolveInfo } from "graphql";
import { Failure } from "../../lib/failure.js";
import { requireCaller } from "../../metadata/access.js";
import { entryIdOf, type MetadataEntry } from "../../metadata/entry.js";
import { type InputProblem, readEntries, readKeys } from "../../metadata/new-entries.js";
import type { Asking } from "../../metadata/source.js";
import { readUserId } from "../../metadata/user-id.js";
import { asksForDates } from "../asks-for-dates.js";
import type { RequestContext } from "../context.js";
import type { MutationResolvers, UserMetadataUserError } from "../generated/types.js";

export const Mutation: MutationResolvers = {
  async setUserMetadata(_, { input }, context, info) {
    const asking = await askingOf(context);
    const userId = readUserId(input.userId, "input.userId");
    const { entries, problems } = readEntries(input.entries, context.maxEntries);
    const refuse = (userErrors: readonly UserMetadataUserError[]) => ({
      user: null,
      entries: [],
      userErrors,
    });
    if (problems.length > 0) return refuse(problems.map(userErrorOf));
    const isKnown = await context.source
      .set(userId, entries, asking)
      .finally(() => context.loaders.metadata(info).clear(userId));
    if (!isKnown) return refuse([userNotFound]);
    const dates = asksForDates(info) ? await datesOf(userId, context, info) : undefined;
    const written = entries.map(({ key, bytes }) => {
      const { createdAt = null, updatedAt = null } = dates?.get(key) ?? {};
      return { ownerId: userId, key, bytes, createdAt, updatedAt };
    });
    return { user: { id: userId }, entries: written, userErrors: [] };
  },

  async deleteUserMetadata(_, { input }, context, info) {
    const asking = await askingOf(context);
    const userId = readUserId(input.userId, "input.userId");
    const { keys, problems } = readKeys(input.keys, context.maxEntries);
    const refuse = (userErrors: readonly UserMetadataUserError[]) => ({
      user: null,
      deletedKeys: [],
      deletedEntryIds: [],
      userErrors,
    });
    if (problems.length > 0) return refuse(problems.map(userErrorOf));
    const deletedKeys = await context.source
      .remove(userId, keys, asking)
      .finally(() => context.loaders.metadata(info).clear(userId));
    if (deletedKeys === undefined) return refuse([userNotFound]);
    const deletedEntryIds = deletedKeys.map((key) => entryIdOf(userId, key));
    return { user: { id: userId }, deletedKeys, deletedEntryIds, userErrors: [] };
  },
};

async function askingOf({ caller, writeSignal }: RequestContext): Promise<Asking> {
  return { caller: requireCaller(await caller()), signal: writeSignal };
}

/** Dates of what was just written. They are an extra: a read that fails must not hide a write that succeeded. */
async function datesOf(
  userId: string,
  { loaders }: RequestContext,
  info: GraphQLResolveInfo,
): Promise<ReadonlyMap<string, MetadataEntry>> {
  const entries = await loaders
    .metadata(info)
    .load(userId)
    .catch((error: unknown) => {
      if (error instanceof Failure) return [];
      throw error;
    });
  return new Map(entries.map((entry) => [entry.key, entry]));
}

const userNotFound: UserMetadataUserError = {
  code: "USER_NOT_FOUND",
  message: "ZITADEL knows no such user, or none that this caller can see.",
  field: ["userId"],
  key: null,
};

function userErrorOf({ code, message, field, key }: InputProblem): UserMetadataUserError {
  return { code, message, field, key: key ?? null };
}
