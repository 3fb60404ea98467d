import type { GraphQLResolveInfo } from "graphql";
import { catchFailure, Failure } from "../../lib/failure.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import type { Entry } from "../../metadata/input.js";
import type { RequestContext } from "../context/context.js";
import { needsDates } from "../selection.js";
import type { EntryModel } from "./entry.js";

/** The results of written entries. Only their dates need another read. */
export async function toWrittenEntries(
  userId: string,
  entries: readonly Entry[],
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<readonly EntryModel[]> {
  const dates = needsDates(info) ? await loadDates(userId, context, info) : undefined;
  return entries.map(({ key, bytes }) => {
    const { createdAt = null, updatedAt = null } = dates?.get(key) ?? {};
    return { userId, key, bytes, createdAt, updatedAt, mayWrite: true };
  });
}

/**
 * Reads the dates of the written entries. Returns none if the read fails, which must not hide a successful
 * write.
 */
async function loadDates(
  userId: string,
  { loaders }: RequestContext,
  info: GraphQLResolveInfo,
): Promise<ReadonlyMap<string, MetadataEntry>> {
  const visible = await catchFailure(loaders.metadata(info).load(userId));
  return new Map(visible instanceof Failure ? [] : visible.entries.map((entry) => [entry.key, entry]));
}
