import { catchFailure, Failure, type FailureCode } from "../../lib/failure.js";
import type { MetadataEntry } from "../../metadata/entry.js";
import type { RequestContext } from "../context/context.js";
import type { OperationInfo } from "../selection.js";

/** With these codes the caller may not read the user: the user does not count as a match. */
const invisibleCodes = new Set<FailureCode>(["FORBIDDEN", "INSUFFICIENT_SCOPE"]);

/**
 * The entries of users that a search has found, by id, without users that the caller may not read. The fields of
 * these users use the same read.
 */
export async function readCandidates(
  ids: readonly string[],
  { loaders }: RequestContext,
  info: OperationInfo,
): Promise<ReadonlyMap<string, readonly MetadataEntry[]>> {
  const loader = loaders.metadata(info);
  const loaded = await Promise.all(ids.map(async (id) => [id, await catchFailure(loader.load(id))] as const));
  const visible = new Map<string, readonly MetadataEntry[]>();
  for (const [id, result] of loaded) {
    if (!(result instanceof Failure)) visible.set(id, result.entries);
    else if (!invisibleCodes.has(result.code)) throw result;
  }
  return visible;
}
