import type { GraphQLResolveInfo } from "graphql";
import { Failure } from "../../lib/failure.js";
import { entryIdOf, type MetadataEntry } from "../../metadata/entry.js";
import type { GuardedWriteResult } from "../../access/guarded-writes.js";
import { type InputProblem, parseEntries, parseKeys } from "../../metadata/input.js";
import { selectsDates } from "../selection/selects-dates.js";
import type { RequestContext } from "../context/context.js";
import type { MutationResolvers, UserMetadataUserError } from "../generated/types.js";
import { EntryResult } from "./entry-result.js";
import { prepareWrite } from "./prepare-write.js";

export const Mutation: MutationResolvers = {
  async setUserMetadata(_, { input }, context, info) {
    const attempt = {
      action: "set",
      userId: input.userId,
      keys: input.entries.map(({ key }) => key),
    } as const;
    const reject = (userErrors: readonly UserMetadataUserError[]) => ({
      user: null,
      entries: [],
      userErrors,
    });
    const { userId, callContext, entries, problems } = await prepareWrite(context, attempt, () =>
      parseEntries(input.entries, context.maxEntries),
    );
    if (problems.length > 0) return reject(problems.map(toUserError));
    const result = await context.source
      .set(userId, entries, callContext)
      .finally(() => context.loaders.metadata(info).clear(userId));
    if (result.kind !== "success") return reject(toUserErrors(result));
    const dates = selectsDates(info) ? await loadDates(userId, context, info) : undefined;
    const writtenEntries = result.visible.map(({ key, bytes }) => {
      const { createdAt = null, updatedAt = null } = dates?.get(key) ?? {};
      return new EntryResult({ userId, key, bytes, createdAt, updatedAt }, context.responseBudget);
    });
    return { user: { id: userId }, entries: writtenEntries, userErrors: [] };
  },

  async deleteUserMetadata(_, { input }, context, info) {
    const attempt = { action: "delete", userId: input.userId, keys: input.keys } as const;
    const reject = (userErrors: readonly UserMetadataUserError[]) => ({
      user: null,
      deletedKeys: [],
      deletedEntryIds: [],
      userErrors,
    });
    const { userId, callContext, keys, problems } = await prepareWrite(context, attempt, () =>
      parseKeys(input.keys, context.maxEntries),
    );
    if (problems.length > 0) return reject(problems.map(toUserError));
    const result = await context.source
      .remove(userId, keys, callContext)
      .finally(() => context.loaders.metadata(info).clear(userId));
    if (result.kind !== "success") return reject(toUserErrors(result));
    const deletedEntryIds = result.visible.map((key) => entryIdOf(userId, key));
    return { user: { id: userId }, deletedKeys: result.visible, deletedEntryIds, userErrors: [] };
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
  message: "The user does not exist or is not visible to you.",
  field: ["userId"],
  key: null,
};

function toUserErrors(
  result: Exclude<GuardedWriteResult<unknown>, { kind: "success" }>,
): readonly UserMetadataUserError[] {
  return result.kind === "userNotFound" ? [userNotFound] : result.problems.map(toUserError);
}

function toUserError({ code, message, field, key }: InputProblem): UserMetadataUserError {
  return { code, message, field, key: key ?? null };
}
