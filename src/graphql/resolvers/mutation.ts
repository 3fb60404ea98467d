import type { GraphQLResolveInfo } from "graphql";
import { Failure } from "../../lib/failure.js";
import { entryIdOf, type MetadataEntry } from "../../metadata/entry.js";
import type { Outcome } from "../../metadata/guarded-writes.js";
import { type InputProblem, readEntries, readKeys } from "../../metadata/new-entries.js";
import { asksForDates } from "../asks-for-dates.js";
import type { RequestContext } from "../context.js";
import type { MutationResolvers, UserMetadataUserError } from "../generated/types.js";
import { ShownEntry } from "../shown-entry.js";
import { beginWrite } from "./begin-write.js";

export const Mutation: MutationResolvers = {
  async setUserMetadata(_, { input }, context, info) {
    const attempt = {
      action: "set",
      owner: input.userId,
      keys: input.entries.map(({ key }) => key),
    } as const;
    const refuse = (userErrors: readonly UserMetadataUserError[]) => ({
      user: null,
      entries: [],
      userErrors,
    });
    const { userId, writing, entries, problems } = await beginWrite(context, attempt, () =>
      readEntries(input.entries, context.maxEntries),
    );
    if (problems.length > 0) return refuse(problems.map(userErrorOf));
    const outcome = await context.source
      .set(userId, entries, writing)
      .finally(() => context.loaders.metadata(info).clear(userId));
    if (outcome.kind !== "done") return refuse(userErrorsOf(outcome));
    const dates = asksForDates(info) ? await datesOf(userId, context, info) : undefined;
    const written = outcome.shown.map(({ key, bytes }) => {
      const { createdAt = null, updatedAt = null } = dates?.get(key) ?? {};
      return new ShownEntry({ ownerId: userId, key, bytes, createdAt, updatedAt }, context.answer);
    });
    return { user: { id: userId }, entries: written, userErrors: [] };
  },

  async deleteUserMetadata(_, { input }, context, info) {
    const attempt = { action: "delete", owner: input.userId, keys: input.keys } as const;
    const refuse = (userErrors: readonly UserMetadataUserError[]) => ({
      user: null,
      deletedKeys: [],
      deletedEntryIds: [],
      userErrors,
    });
    const { userId, writing, keys, problems } = await beginWrite(context, attempt, () =>
      readKeys(input.keys, context.maxEntries),
    );
    if (problems.length > 0) return refuse(problems.map(userErrorOf));
    const outcome = await context.source
      .remove(userId, keys, writing)
      .finally(() => context.loaders.metadata(info).clear(userId));
    if (outcome.kind !== "done") return refuse(userErrorsOf(outcome));
    const deletedEntryIds = outcome.shown.map((key) => entryIdOf(userId, key));
    return { user: { id: userId }, deletedKeys: outcome.shown, deletedEntryIds, userErrors: [] };
  },
};

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

function userErrorsOf(
  outcome: Exclude<Outcome<unknown>, { kind: "done" }>,
): readonly UserMetadataUserError[] {
  return outcome.kind === "unknownUser" ? [userNotFound] : outcome.problems.map(userErrorOf);
}

function userErrorOf({ code, message, field, key }: InputProblem): UserMetadataUserError {
  return { code, message, field, key: key ?? null };
}
