import { type Change, aggregateId } from "../../changes/change.js";
import { decodeChange } from "./codec.js";
import type { EventSearch } from "./search.js";

/** All changes between two dates (exclusive), however many pages that takes, in no order. */
export async function changesBetween(
  search: EventSearch,
  after: number | undefined,
  before: number,
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const { events, isFull } = await search({ after, before }, signal);
  const changes = events.map(decodeChange);
  if (!isFull) return changes;
  const date = changes.reduce((least, change) => Math.min(least, change.date), before - 1);
  const isOfOneDate = changes.every((change) => change.date === date);
  return [
    ...(isBetween(after, date) ? await changesBetween(search, after, date, signal) : []),
    ...(isOfOneDate
      ? await readSameTimestamp(search, date, changes, signal)
      : await changesBetween(search, date - 1, date + 1, signal)),
    ...(isBetween(date, before) ? await changesBetween(search, date, before, signal) : []),
  ];
}

/** Whether there is a date between these. */
function isBetween(after: number | undefined, before: number): boolean {
  return after === undefined || after < before - 1;
}

/**
 * They are more than a page: each subject's are read by their place in its history. One call changes one user, so that the first page and the
 * last one show whom there is: a third one's would have to be of the same microsecond, and hidden between two who fill a page each.
 */
async function readSameTimestamp(
  search: EventSearch,
  date: number,
  oldest: readonly Change[],
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const between = { after: date - 1, before: date + 1 };

  async function changesOf(id: string): Promise<readonly Change[]> {
    const all: Change[] = [];
    for (;;) {
      const of = { id, sequence: all.at(-1)?.sequence ?? 0 };
      const { events, isFull } = await search({ ...between, of }, signal);
      all.push(...events.map(decodeChange).toSorted((a, b) => a.sequence - b.sequence));
      if (!isFull) return all;
    }
  }

  const { events: newest } = await search({ ...between, newestFirst: true }, signal);
  const changes: (readonly Change[])[] = [];
  for (const id of new Set([...oldest, ...newest.map(decodeChange)].map(aggregateId))) {
    changes.push(await changesOf(id));
  }
  return changes.flat();
}
