import { setImmediate } from "node:timers/promises";
import type { Clock } from "../lib/clock.js";
import type { ChangeFeed, ChangePlace } from "../metadata/change-feed.js";
import { type Change, subjectOf } from "../metadata/change.js";
import type { PageFolder } from "./fold-page.js";
import type { Position } from "./position.js";

/** What was followed is not found again: the history is another one, or was cut. */
export class Gap extends Error {
  override readonly name = "Gap";
}

export interface HistoryOptions {
  readonly feed: ChangeFeed;
  readonly folder: PageFolder;
  /** How late a change can become visible. */
  readonly overlapMs: number;
  /** Told of every page. */
  readonly onPage: (changes: number, fresh: number, position: Position) => Promise<void>;
  readonly clock: Clock;
}

/** Reads on from a position to the end. Throws Gap before anything of another history is in the replica. */
export interface History {
  readonly position: Position;
  readToEnd(signal: AbortSignal): Promise<void>;
}

/** `newest`: the newest change that was visible before anything is read. */
export function createHistory(
  { feed, folder, overlapMs, onPage, clock }: HistoryOptions,
  begin: Position,
  newest: ChangePlace | undefined,
): History {
  const overlap = overlapMs * 1000;
  let position = begin;
  let newestBefore = newest?.date;
  /** Since when nothing newer is known. */
  let quietSince = clock.now();

  /** What is of this date or older could be seen, however late it came, when the reading that has just ended began. */
  function settledNow(begunAt: number): number | undefined {
    const { anchor, settled } = position;
    if (anchor === undefined) return settled;
    if (anchor.date === newestBefore && begunAt - quietSince > overlapMs) return lastSettled(anchor);
    const now = newestBefore === undefined ? undefined : newestBefore - overlap;
    return now === undefined || (settled !== undefined && settled > now) ? settled : now;
  }

  /** Where the next reading begins at the earliest. */
  const readAgainFrom = (): number =>
    Math.max(position.settled ?? 0, newestBefore === undefined ? 0 : newestBefore - overlap);

  /** Nothing can come late any more: where the last change is still the last, there is nothing to read. */
  const isQuiet = (): boolean => position.isFilled && position.settled === lastSettled(position.anchor);

  return {
    get position() {
      return position;
    },
    async readToEnd(signal) {
      const begunAt = clock.now();
      const expected = position.anchor;
      if (isQuiet() && isSame(expected, await feed.newest(signal))) return;
      let isKnown = expected === undefined;
      let unproven: Change[] = [];
      let reading = feed.read(startOf(position), signal);
      for (;;) {
        const page = await reading;
        isKnown ||= page.changes.some((change) => isSame(placeOf(change), expected));
        if (!isKnown && isPast(page.reached, expected, page.isEnd)) throw new Gap();
        const changes = isKnown ? [...unproven, ...page.changes] : [];
        unproven = isKnown ? [] : [...unproven, ...page.changes];
        if (!page.isEnd) {
          reading = feed.read(page.reached, signal);
          // Nobody waits for it where this page cannot be folded in.
          reading.catch(() => undefined);
          // Folding leaves no room for the call to be sent; once it is, ZITADEL works meanwhile.
          await setImmediate();
        }
        const folded = await folder.fold(changes, position, readAgainFrom());
        position = folded.position;
        await onPage(changes.length, folded.fresh, position);
        if (page.isEnd) break;
      }
      const isFilled = true;
      position = { ...position, settled: settledNow(begunAt), isFilled };
      const newestNow = position.anchor?.date;
      if (newestNow !== newestBefore) quietSince = clock.now();
      newestBefore = newestNow;
      await folder.moveTo(position);
    },
  };
}

/** The last change is read again. */
function startOf({ anchor, settled }: Position): number | undefined {
  if (anchor === undefined || settled === undefined) return undefined;
  return Math.min(anchor.date - 1, settled);
}

/** Of all that is settled, the last change itself is still read again, to know the history by. */
function lastSettled(anchor: ChangePlace | undefined): number | undefined {
  return anchor && anchor.date - 1;
}

function placeOf(change: Change): ChangePlace {
  return { id: subjectOf(change), sequence: change.sequence, date: change.date };
}

function isSame(a: ChangePlace | undefined, b: ChangePlace | undefined): boolean {
  return a?.date === b?.date && a?.sequence === b?.sequence && a?.id === b?.id;
}

function isPast(reached: number | undefined, anchor: ChangePlace | undefined, isEnd: boolean): boolean {
  return isEnd || (anchor !== undefined && reached !== undefined && reached >= anchor.date);
}
