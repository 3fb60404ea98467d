import { type Change, subjectOf } from "../metadata/change.js";
import type { ChangeFeed } from "../metadata/change-feed.js";
import { changesBetween } from "./changes-between.js";
import { createEventSearch } from "./event-search.js";
import { decodeChange, decodeEvent } from "./event-wire.js";
import type { ServiceCall } from "./service-call.js";

/** What an instance begins with. */
const firstType = "instance.added";

/**
 * ZITADEL's history through its search for events, which takes dates as bounds and cuts pages anywhere, also between two events of one
 * date. Its pages need not be in the order of dates, either: new versions have them in the order in which they were stored.
 */
export function createChangeFeed(call: ServiceCall): ChangeFeed {
  const search = createEventSearch(call);

  /**
   * The latest date of a full page up to which the page has everything: nothing of that date or before was stored later than what
   * is on it. The page's last date never is: what was cut off may be of it.
   */
  async function wholeUntil(
    after: number | undefined,
    changes: readonly Change[],
    signal: AbortSignal,
  ): Promise<number | undefined> {
    let tooLate = changes.at(-1)?.date ?? 0;
    for (;;) {
      const date = changes.findLast((change) => change.date < tooLate)?.date;
      if (date === undefined) return undefined;
      const { events } = await search({ after, before: date + 1, newestFirst: true, one: true }, signal);
      const missing = events
        .map(decodeChange)
        .find((change) => !changes.some((found) => isSame(found, change)));
      if (missing === undefined) return date;
      tooLate = missing.date;
    }
  }

  return {
    async read(after, signal) {
      const { events, isFull } = await search({ after }, signal);
      const changes = inOrder(events.map(decodeChange));
      if (!isFull) return { changes, reached: changes.at(-1)?.date ?? after, isEnd: true };
      const reached = await wholeUntil(after, changes, signal);
      if (reached !== undefined) {
        return { changes: changes.filter(({ date }) => date <= reached), reached, isEnd: false };
      }
      // More than a page is of its first date.
      const [{ date } = { date: 0 }] = changes;
      const all = await changesBetween(search, after, date + 1, signal);
      return { changes: inOrder(all), reached: date, isEnd: false };
    },

    async newest(signal) {
      const { events } = await search({ newestFirst: true, one: true }, signal);
      const [change] = events.map(decodeChange);
      return change && { id: subjectOf(change), sequence: change.sequence, date: change.date };
    },

    async start(signal) {
      const { events } = await search({ one: true, ofAllKinds: true }, signal);
      const [oldest] = events.map(decodeEvent);
      return oldest && { date: oldest.date, isWhole: oldest.type === firstType };
    },
  };
}

function inOrder(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted((a, b) => a.date - b.date || a.sequence - b.sequence);
}

function isSame(a: Change, b: Change): boolean {
  return a.sequence === b.sequence && subjectOf(a) === subjectOf(b);
}
