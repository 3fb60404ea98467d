import { type Change, aggregateId } from "../../changes/change.js";
import { decodeChange } from "./codec.js";
import type { EventSearch } from "./search.js";

/** Reads all changes between two dates (exclusive), with as many pages as needed. The result is unordered. */
export async function changesBetween(
  search: EventSearch,
  after: number | undefined,
  before: number,
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const { events, isFull } = await search({ after, before }, signal);
  const changes = events.map(decodeChange);
  if (!isFull) return changes;
  const date = changes.reduce((oldest, change) => Math.min(oldest, change.date), before - 1);
  const hasOneDate = changes.every((change) => change.date === date);
  return [
    ...(hasDateBetween(after, date) ? await changesBetween(search, after, date, signal) : []),
    ...(hasOneDate
      ? await readSameTimestamp(search, date, changes, signal)
      : await changesBetween(search, date - 1, date + 1, signal)),
    ...(hasDateBetween(date, before) ? await changesBetween(search, date, before, signal) : []),
  ];
}

/** Whether at least one date lies between the two dates. */
function hasDateBetween(after: number | undefined, before: number): boolean {
  return after === undefined || after < before - 1;
}

/**
 * Reads all changes of one date if they do not fit on one page: for each user or organization separately, by
 * its sequence. The ids come from the first and the last page. One API call changes one user, so two calls
 * rarely have the same date. A third id is missed only if three calls have the same microsecond and the other
 * two fill a page each.
 */
async function readSameTimestamp(
  search: EventSearch,
  date: number,
  oldest: readonly Change[],
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const range = { after: date - 1, before: date + 1 };

  async function readAggregate(id: string): Promise<readonly Change[]> {
    const all: Change[] = [];
    for (;;) {
      const aggregate = { id, sequence: all.at(-1)?.sequence ?? 0 };
      const { events, isFull } = await search({ ...range, aggregate }, signal);
      all.push(...events.map(decodeChange).toSorted((a, b) => a.sequence - b.sequence));
      if (!isFull) return all;
    }
  }

  const { events: newest } = await search({ ...range, newestFirst: true }, signal);
  const changes: (readonly Change[])[] = [];
  for (const id of new Set([...oldest, ...newest.map(decodeChange)].map(aggregateId))) {
    changes.push(await readAggregate(id));
  }
  return changes.flat();
}
