import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../lib/clock.js";
import type { ChangeFeed, ChangePosition } from "../../changes/change-feed.js";
import { type Change, aggregateId } from "../../changes/change.js";
import type { PageApplier } from "./apply-page.js";
import type { Checkpoint } from "../store/checkpoint.js";

/**
 * The event log no longer contains the newest change in the replica: the log was truncated, or belongs to
 * another ZITADEL instance.
 */
export class HistoryGapError extends Error {
  override readonly name = "HistoryGapError";
}

export interface HistoryOptions {
  readonly feed: ChangeFeed;
  readonly applier: PageApplier;
  /** Maximum delay before a change becomes visible in ZITADEL's event log. */
  readonly allowedLatenessMs: number;
  /** Called after each page. */
  readonly onPage: (changes: number, applied: number, checkpoint: Checkpoint) => Promise<void>;
  readonly clock: Clock;
}

export interface HistoryReader {
  readonly checkpoint: Checkpoint;
  /**
   * Reads from the checkpoint to the end of the event log. Rejects with HistoryGapError before any change
   * from another event log is applied.
   */
  catchUp(signal: AbortSignal): Promise<void>;
}

/** `initialHead`: the newest change that was visible before the first read. */
export function createHistoryReader(
  { feed, applier, allowedLatenessMs, onPage, clock }: HistoryOptions,
  start: Checkpoint,
  initialHead: ChangePosition | undefined,
): HistoryReader {
  const allowedLatenessMicros = allowedLatenessMs * 1000;
  let checkpoint = start;
  let previousHeadDate = initialHead?.date;
  /** When the current head was first seen. */
  let headSeenAt = clock.now();

  /**
   * The next low watermark: changes of this date or older were all visible when the poll started, even late
   * ones. `startedAt`: start of the poll that has just ended.
   */
  function nextLowWatermark(startedAt: number): number | undefined {
    const { head, lowWatermark } = checkpoint;
    if (head === undefined) return lowWatermark;
    if (head.date === previousHeadDate && startedAt - headSeenAt > allowedLatenessMs) return justBefore(head);
    const candidate = previousHeadDate === undefined ? undefined : previousHeadDate - allowedLatenessMicros;
    return candidate === undefined || (lowWatermark !== undefined && lowWatermark > candidate)
      ? lowWatermark
      : candidate;
  }

  /** The earliest date from which the next poll reads. */
  const rereadFrom = (): number =>
    Math.max(
      checkpoint.lowWatermark ?? 0,
      previousHeadDate === undefined ? 0 : previousHeadDate - allowedLatenessMicros,
    );

  /** Whether all changes are visible, even late ones. Then a read is needed only if the head has changed. */
  const isIdle = (): boolean =>
    checkpoint.isComplete && checkpoint.lowWatermark === justBefore(checkpoint.head);

  return {
    get checkpoint() {
      return checkpoint;
    },
    async catchUp(signal) {
      const startedAt = clock.now();
      const expected = checkpoint.head;
      if (isIdle() && isSame(expected, await feed.head(signal))) return;
      // Changes are held back until the expected head confirms that the event log is the same.
      let isConfirmed = expected === undefined;
      let unconfirmed: Change[] = [];
      let nextPage = feed.read(readAfter(checkpoint), signal);
      for (;;) {
        const page = await nextPage;
        isConfirmed ||= page.changes.some((change) => isSame(positionOf(change), expected));
        if (!isConfirmed && isPast(page.position, expected, page.isLast)) throw new HistoryGapError();
        const changes = isConfirmed ? [...unconfirmed, ...page.changes] : [];
        unconfirmed = isConfirmed ? [] : [...unconfirmed, ...page.changes];
        if (!page.isLast) {
          nextPage = feed.read(page.position, signal);
          // Prevents an unhandled rejection if applying the current page fails.
          nextPage.catch(() => undefined);
          // Sends the request before applying the page blocks the event loop. ZITADEL processes it meanwhile.
          await setImmediate();
        }
        const result = await applier.apply(changes, checkpoint, rereadFrom());
        checkpoint = result.checkpoint;
        await onPage(changes.length, result.applied, checkpoint);
        if (page.isLast) break;
      }
      checkpoint = { ...checkpoint, lowWatermark: nextLowWatermark(startedAt), isComplete: true };
      const headDate = checkpoint.head?.date;
      if (headDate !== previousHeadDate) headSeenAt = clock.now();
      previousHeadDate = headDate;
      await applier.advanceTo(checkpoint);
    },
  };
}

/** The date to read after, so that the head is read again. */
function readAfter({ head, lowWatermark }: Checkpoint): number | undefined {
  if (head === undefined || lowWatermark === undefined) return undefined;
  return Math.min(head.date - 1, lowWatermark);
}

/**
 * The low watermark if all changes are visible. The head itself is read again, to confirm that the event log
 * is the same.
 */
function justBefore(head: ChangePosition | undefined): number | undefined {
  return head && head.date - 1;
}

function positionOf(change: Change): ChangePosition {
  return { id: aggregateId(change), sequence: change.sequence, date: change.date };
}

function isSame(a: ChangePosition | undefined, b: ChangePosition | undefined): boolean {
  return a?.date === b?.date && a?.sequence === b?.sequence && a?.id === b?.id;
}

function isPast(position: number | undefined, head: ChangePosition | undefined, isEnd: boolean): boolean {
  return isEnd || (head !== undefined && position !== undefined && position >= head.date);
}
