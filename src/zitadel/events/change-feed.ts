import { type Change, aggregateId } from "../../changes/change.js";
import type { ChangeFeed } from "../../changes/change-feed.js";
import { changesBetween } from "./changes-between.js";
import { createEventSearch } from "./search.js";
import { decodeChange, decodeEvent } from "./codec.js";
import type { ServiceCall } from "../api/service-call.js";

/** Type of the first event of a ZITADEL instance. */
const firstType = "instance.added";

/**
 * Reads ZITADEL's event log with its event search. The search takes dates as bounds and may split a page
 * between two events of the same date. Events are not always ordered by date: newer versions of ZITADEL order
 * them by storage position.
 */
export function createChangeFeed(call: ServiceCall): ChangeFeed {
  const search = createEventSearch(call);

  /**
   * Returns the latest date up to which a full page is complete: no event with that date or an older one is
   * missing from the page. It is always older than the page's last date, because further events may have that
   * date. Returns undefined if there is no such date.
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
      const changes = sortByDate(events.map(decodeChange));
      if (!isFull) return { changes, position: changes.at(-1)?.date ?? after, isLast: true };
      const position = await completeUntil(after, changes, signal);
      if (position !== undefined) {
        return { changes: changes.filter(({ date }) => date <= position), position, isLast: false };
      }
      // The events of the first date do not fit on one page.
      const [{ date } = { date: 0 }] = changes;
      const all = await changesBetween(search, after, date + 1, signal);
      return { changes: sortByDate(all), position: date, isLast: false };
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

function sortByDate(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted((a, b) => a.date - b.date || a.sequence - b.sequence);
}

function isSame(a: Change, b: Change): boolean {
  return a.sequence === b.sequence && aggregateId(a) === aggregateId(b);
}
