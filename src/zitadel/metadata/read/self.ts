import { Failure, type FailureCode } from "../../../lib/failure.js";
import type { MetadataEntry } from "../../../metadata/entry.js";
import { sizeLimitFailure } from "../../../metadata/size-limit.js";
import { loadSelf, type SelfReader, type SelfReadOptions } from "./self-reader.js";
import type { RecentWrites } from "../write/recent-writes.js";

/** One way to read the caller's own metadata. */
export interface SelfReadStrategy {
  readonly read: SelfReader;
  /** Whether it has dates and shows a write at once; the others are cheaper. */
  readonly isConsistent: boolean;
}

/** What one way refuses, another may give: it needs another scope, or comes in pages. */
const retryableCodes = new Set<FailureCode>(["INSUFFICIENT_SCOPE", "REQUEST_TOO_LARGE"]);

/**
 * The caller's own metadata by the first way that can have it. Where dates are asked for, or the caller was written to a moment
 * ago, the ways that know come first.
 */
export function createSelfSource(
  sources: readonly SelfReadStrategy[],
  lists: SelfReadStrategy,
  recentWrites: RecentWrites,
  maxOwnerBytes: number,
): SelfReader {
  const exactFirst = sources.toSorted((a, b) => Number(b.isConsistent) - Number(a.isConsistent));
  const listsFirst = [lists, ...sources.filter((source) => source !== lists)];

  function strategiesFor({ withDates, credential }: SelfReadOptions): readonly SelfReadStrategy[] {
    if (recentWrites.has(credential.id)) return listsFirst;
    return withDates ? exactFirst : sources;
  }

  return async (reading) => {
    const refusals: Failure[] = [];
    const ways = strategiesFor(reading);
    for (const { read } of ways) {
      const loaded = await loadSelf(read, reading);
      if (!(loaded instanceof Failure))
        return sizeLimitFailure(shownOf(loaded, reading), maxOwnerBytes) ?? loaded;
      // Where a way was only preferred, what it refuses altogether is no reason to show nothing.
      const wasPreferred =
        ways !== sources && (loaded.code === "FORBIDDEN" || loaded.code === "MISCONFIGURED");
      if (!retryableCodes.has(loaded.code) && !wasPreferred) return loaded;
      refusals.push(loaded);
    }
    return refusals.find(({ code }) => code !== "INSUFFICIENT_SCOPE") ?? insufficientScope(refusals);
  };
}

/** What the caller will not be shown does not count. */
function shownOf(
  entries: readonly MetadataEntry[],
  { isVisible }: SelfReadOptions,
): readonly MetadataEntry[] {
  return entries.filter(({ ownerId, key }) => isVisible(ownerId, key));
}

/** What the application is to do when no way is left: any of the scopes would do, the first is the one most wanted. */
function insufficientScope(refusals: readonly Failure[]): Failure {
  const [first] = refusals;
  if (first === undefined) throw new TypeError("there is at least one self source");
  if (refusals.length === 1) return first;
  const scopes = refusals.map(({ details }) => details.scope).join(" or ");
  return new Failure(
    "INSUFFICIENT_SCOPE",
    `The access token lacks what reading one's own metadata needs: the application must ask for the scope ${scopes} at login.`,
    first.details,
  );
}
