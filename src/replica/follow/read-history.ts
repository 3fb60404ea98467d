import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../lib/clock.js";
import type { ChangeFeed, ChangePosition } from "../../changes/change-feed.js";
import { type Change, aggregateId } from "../../changes/change.js";
import type { PageApplier } from "./apply-page.js";
import type { Position } from "../store/checkpoint.js";

/** What was followed is not found again: the history is another one, or was cut. */
export class HistoryGapError extends Error {
  override readonly name = "Gap";
}

export interface HistoryOptions {
  readonly feed: ChangeFeed;
  readonly folder: PageApplier;
  /** How late a change can become visible. */
  readonly overlapMs: number;
  /** Told of every page. */
  readonly onPage: (changes: number, fresh: number, position: Position) => Promise<void>;
  readonly clock: Clock;
}

/** Reads on from a position to the end. Throws Gap before anything of another history is in the replica. */
export interface HistoryReader {
  readonly position: Position;
  catchUp(signal: AbortSignal): Promise<void>;
}

/** `newest`: the newest change that was visible before anything is read. */
export function createHistory(
  { feed, folder, overlapMs, onPage, clock }: HistoryOptions,
  begin: Position,
  newest: ChangePosition | undefined,
): HistoryReader {
  const overlap = overlapMs * 1000;
  let position = begin;
  let newestBefore = newest?.date;
  /** Since when nothing newer is known. */
  let idleSince = clock.now();

  /** What is of this date or older could be seen, however late it came, when the reading that has just ended began. */
  function lowWatermark(begunAt: number): number | undefined {
    const { head, lowWatermark } = position;
    if (head === undefined) return lowWatermark;
    if (head.date === newestBefore && begunAt - idleSince > overlapMs) return lastSettled(head);
    const now = newestBefore === undefined ? undefined : newestBefore - overlap;
    return now === undefined || (lowWatermark !== undefined && lowWatermark > now) ? lowWatermark : now;
  }

  /** Where the next reading begins at the earliest. */
  const readAgainFrom = (): number =>
    Math.max(position.lowWatermark ?? 0, newestBefore === undefined ? 0 : newestBefore - overlap);

  /** Nothing can come late any more: where the last change is still the last, there is nothing to read. */
  const isQuiet = (): boolean => position.isComplete && position.lowWatermark === lastSettled(position.head);

  return {
    get position() {
      return position;
    },
    async catchUp(signal) {
      const begunAt = clock.now();
      const expected = position.head;
      if (isQuiet() && isSame(expected, await feed.head(signal))) return;
      let isKnown = expected === undefined;
      let unconfirmed: Change[] = [];
      let reading = feed.read(startOf(position), signal);
      for (;;) {
        const page = await reading;
        isKnown ||= page.changes.some((change) => isSame(placeOf(change), expected));
        if (!isKnown && isPast(page.position, expected, page.isLast)) throw new HistoryGapError();
        const changes = isKnown ? [...unconfirmed, ...page.changes] : [];
        unconfirmed = isKnown ? [] : [...unconfirmed, ...page.changes];
        if (!page.isLast) {
          reading = feed.read(page.position, signal);
          // Nobody waits for it where this page cannot be folded in.
          reading.catch(() => undefined);
          // Folding leaves no room for the call to be sent; once it is, ZITADEL works meanwhile.
          await setImmediate();
        }
        const folded = await folder.apply(changes, position, readAgainFrom());
        position = folded.position;
        await onPage(changes.length, folded.fresh, position);
        if (page.isLast) break;
      }
      const isComplete = true;
      position = { ...position, lowWatermark: lowWatermark(begunAt), isComplete };
      const newestNow = position.head?.date;
      if (newestNow !== newestBefore) idleSince = clock.now();
      newestBefore = newestNow;
      await folder.advanceTo(position);
    },
  };
}

/** The last change is read again. */
function startOf({ head, lowWatermark }: Position): number | undefined {
  if (head === undefined || lowWatermark === undefined) return undefined;
  return Math.min(head.date - 1, lowWatermark);
}

/** Of all that is settled, the last change itself is still read again, to know the history by. */
function lastSettled(anchor: ChangePosition | undefined): number | undefined {
  return anchor && anchor.date - 1;
}

function placeOf(change: Change): ChangePosition {
  return { id: aggregateId(change), sequence: change.sequence, date: change.date };
}

function isSame(a: ChangePosition | undefined, b: ChangePosition | undefined): boolean {
  return a?.date === b?.date && a?.sequence === b?.sequence && a?.id === b?.id;
}

function isPast(reached: number | undefined, anchor: ChangePosition | undefined, isEnd: boolean): boolean {
  return isEnd || (anchor !== undefined && reached !== undefined && reached >= anchor.date);
}
