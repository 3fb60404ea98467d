import { Failure, type FailureCode } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";
import { oversizeOf } from "../metadata/owner-size.js";
import { loadOwn, type OwnReader, type OwnReading } from "./own-reader.js";
import type { RecentWrites } from "./recent-writes.js";

/** One way to read the caller's own metadata. */
export interface SelfSource {
  readonly read: OwnReader;
  /** Whether it has dates and shows a write at once; the others are cheaper. */
  readonly isExact: boolean;
}

/** What one way refuses, another may give: it needs another scope, or comes in pages. */
const worthAnotherWay = new Set<FailureCode>(["METADATA_SCOPE_MISSING", "REQUEST_TOO_LARGE"]);

/**
 * The caller's own metadata by the first way that can have it. Where dates are asked for, or the caller was written to a moment
 * ago, the ways that know come first.
 */
export function createSelfSource(
  sources: readonly SelfSource[],
  lists: SelfSource,
  recentWrites: RecentWrites,
  maxOwnerBytes: number,
): OwnReader {
  const exactFirst = sources.toSorted((a, b) => Number(b.isExact) - Number(a.isExact));
  const listsFirst = [lists, ...sources.filter((source) => source !== lists)];

  function waysFor({ withDates, credential }: OwnReading): readonly SelfSource[] {
    if (recentWrites.has(credential.id)) return listsFirst;
    return withDates ? exactFirst : sources;
  }

  return async (reading) => {
    const refusals: Failure[] = [];
    const ways = waysFor(reading);
    for (const { read } of ways) {
      const loaded = await loadOwn(read, reading);
      if (!(loaded instanceof Failure)) return oversizeOf(shownOf(loaded, reading), maxOwnerBytes) ?? loaded;
      // Where a way was only preferred, what it refuses altogether is no reason to show nothing.
      const wasPreferred =
        ways !== sources && (loaded.code === "FORBIDDEN" || loaded.code === "MISCONFIGURED");
      if (!worthAnotherWay.has(loaded.code) && !wasPreferred) return loaded;
      refusals.push(loaded);
    }
    return refusals.find(({ code }) => code !== "METADATA_SCOPE_MISSING") ?? lackOfScopes(refusals);
  };
}

/** What the caller will not be shown does not count. */
function shownOf(entries: readonly MetadataEntry[], { shows }: OwnReading): readonly MetadataEntry[] {
  return entries.filter(({ ownerId, key }) => shows(ownerId, key));
}

/** What the application is to do when no way is left: any of the scopes would do, the first is the one most wanted. */
function lackOfScopes(refusals: readonly Failure[]): Failure {
  const [first] = refusals;
  if (first === undefined) throw new TypeError("there is at least one self source");
  if (refusals.length === 1) return first;
  const scopes = refusals.map(({ details }) => details.scope).join(" or ");
  return new Failure(
    "METADATA_SCOPE_MISSING",
    `The access token lacks what reading one's own metadata needs: the application must ask for the scope ${scopes} at login.`,
    first.details,
  );
}
