import { type Change, aggregateId } from "../../changes/change.js";
import type { ChangeFeed } from "../../changes/change-feed.js";
import { changesBetween } from "./changes-between.js";
import { createEventSearch } from "./search.js";
import { decodeChange, decodeEvent } from "./codec.js";
import type { ServiceCall } from "../api/service-call.js";

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
  async function completeUntil(
    after: number | undefined,
    changes: readonly Change[],
    signal: AbortSignal,
  ): Promise<number | undefined> {
    let cutoff = changes.at(-1)?.date ?? 0;
    for (;;) {
      const date = changes.findLast((change) => change.date < cutoff)?.date;
      if (date === undefined) return undefined;
      const { events } = await search({ after, before: date + 1, newestFirst: true, single: true }, signal);
      const missing = events
        .map(decodeChange)
        .find((change) => !changes.some((found) => isSame(found, change)));
      if (missing === undefined) return date;
      cutoff = missing.date;
    }
  }

  return {
    async read(after, signal) {
      const { events, isFull } = await search({ after }, signal);
      const changes = inOrder(events.map(decodeChange));
      if (!isFull) return { changes, position: changes.at(-1)?.date ?? after, isLast: true };
      const position = await completeUntil(after, changes, signal);
      if (position !== undefined) {
        return { changes: changes.filter(({ date }) => date <= position), position, isLast: false };
      }
      // More than a page is of its first date.
      const [{ date } = { date: 0 }] = changes;
      const all = await changesBetween(search, after, date + 1, signal);
      return { changes: inOrder(all), position: date, isLast: false };
    },

    async head(signal) {
      const { events } = await search({ newestFirst: true, single: true }, signal);
      const [change] = events.map(decodeChange);
      return change && { id: aggregateId(change), sequence: change.sequence, date: change.date };
    },

    async oldest(signal) {
      const { events } = await search({ single: true, allTypes: true }, signal);
      const [oldest] = events.map(decodeEvent);
      return oldest && { date: oldest.date, isComplete: oldest.type === firstType };
    },
  };
}

function inOrder(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted((a, b) => a.date - b.date || a.sequence - b.sequence);
}

function isSame(a: Change, b: Change): boolean {
  return a.sequence === b.sequence && aggregateId(a) === aggregateId(b);
}
