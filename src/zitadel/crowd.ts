import type { Change } from "../metadata/change.js";
import { decodeChange } from "./event-wire.js";
import type { EventQuestion, EventSearch } from "./event-search.js";

/** Whose history it is: the user's or the organisation's id. */
export function subjectOf(change: Change): string {
  return change.kind === "organisationRemoved" ? change.organisation : change.ownerId;
}

/**
 * All changes between two dates, also where they are more than a page: each subject's by their place in its history. One call
 * changes one user, so that the first page and the last one show whom there is; a third would have to be in the same microsecond, hidden
 * between two who fill a page each.
 */
export async function readCrowd(
  search: EventSearch,
  between: Pick<EventQuestion, "after" | "before">,
  signal: AbortSignal,
): Promise<readonly Change[]> {
  async function readAll(id: string): Promise<readonly Change[]> {
    const all: Change[] = [];
    for (;;) {
      const of = { id, sequence: all.at(-1)?.sequence ?? 0 };
      const { events, isFull } = await search({ ...between, of }, signal);
      all.push(...events.map(decodeChange).toSorted((a, b) => a.sequence - b.sequence));
      if (!isFull) return all;
    }
  }

  const first = await search(between, signal);
  const oldest = first.events.map(decodeChange);
  if (!first.isFull) return oldest;
  const last = await search({ ...between, newestFirst: true }, signal);
  const changes: Change[] = [];
  for (const id of new Set([...oldest, ...last.events.map(decodeChange)].map(subjectOf))) {
    changes.push(...(await readAll(id)));
  }
  return changes;
}
