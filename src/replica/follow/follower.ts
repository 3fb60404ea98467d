import { Failure } from "../../lib/failure.js";
import { createLogThrottle } from "../../lib/log-throttle.js";
import { backfillUsers, type BackfillOptions } from "./backfill.js";
import { createHistory, HistoryGapError, type HistoryReader } from "./read-history.js";
import { createPageFolder } from "./apply-page.js";
import type { Position } from "../store/checkpoint.js";
import type { Progress } from "./progress.js";
import type { ReplicaObserver } from "../observer.js";
import type { BackgroundCheck } from "../verify/background-check.js";
import { LeadershipLost, type ReplicaStore, type ReplicaWriter, StoreError } from "../store/store.js";
import { InvalidRecord } from "../record/decode.js";
import type { PollTimer } from "./poll-timer.js";

export interface FollowerOptions extends BackfillOptions {
  readonly store: Pick<ReplicaStore, "size">;
  readonly pollMs: number;
  readonly overlapMs: number;
  readonly maxBytes: number;
  readonly wake: PollTimer;
  readonly progress: Progress;
  readonly watch: ReplicaObserver;
  readonly selfCheck: BackgroundCheck;
}

/** Follows ZITADEL's history until the signal, or until another instance does. */
export type Follower = (writer: ReplicaWriter, signal: AbortSignal) => Promise<void>;

/** After errors it waits longer and longer, this at most. */
const longestWaitMs = 5000;
const pagesBetweenSizes = 10;
/** What went wrong is not told again for so long. */
const toldMs = 60_000;

export function createFollow(options: FollowerOptions): Follower {
  const { feed, store, pollMs, overlapMs, maxBytes, wake, progress, watch, selfCheck, log, clock } = options;
  const isToBeTold = createLogThrottle(toldMs, clock);
  /** Where there is nothing in the store although there was. */
  let hadData = false;
  /** Users who were created before this date were read by list. */
  let backfilledUntil = Number.NEGATIVE_INFINITY;

  async function openHistory(writer: ReplicaWriter, signal: AbortSignal): Promise<HistoryReader> {
    const newest = await feed.head(signal);
    progress.headSeen(newest?.date);
    const stored = await writer.position();
    const position = isStarted(stored) ? stored : await startRebuild(writer, newest?.date, signal);
    const folder = createPageFolder(writer, await writer.removedOrganisations());
    let pages = 0;
    const onPage = async (changes: number, fresh: number, at: Position): Promise<void> => {
      watch.onChanges(changes, fresh);
      progress.read(fresh, at);
      if (++pages % pagesBetweenSizes === 0) await requireSize(writer);
    };
    return createHistory({ feed, folder, overlapMs, onPage, clock }, position, newest);
  }

  /** The first fill. What is not settled by now will be read again after it. */
  async function startRebuild(
    writer: ReplicaWriter,
    newest: number | undefined,
    signal: AbortSignal,
  ): Promise<Position> {
    const lowWatermark = newest === undefined ? undefined : newest - overlapMs * 1000;
    const position: Position = { head: undefined, lowWatermark, isComplete: false };
    if (hadData) {
      watch.onRebuild("store_lost");
      log.warn({}, "replica store is empty; rebuilding");
    }
    progress.rebuildStarted();
    log.info({}, "building replica; reads go to ZITADEL until it is complete");
    await writer.clear();
    backfilledUntil = await backfillUsers(options, writer, position, () => requireSize(writer), signal);
    return position;
  }

  async function requireSize(writer: ReplicaWriter): Promise<void> {
    const size = await store.size();
    if (size === undefined) return;
    progress.measured(size);
    if (size.bytes <= maxBytes) return;
    await writer.clear();
    throw new TooLarge(size.bytes);
  }

  async function poll(history: HistoryReader, writer: ReplicaWriter, signal: AbortSignal): Promise<void> {
    const begunAt = clock.now();
    const begunAtStore = await writer.now();
    const wasFilled = history.position.isComplete;
    await history.catchUp(signal);
    if (!wasFilled) {
      await requireStart(signal);
      await requireSize(writer);
    }
    await writer.markCaughtUp(begunAtStore);
    hadData = true;
    progress.caughtUp(history.position, begunAt);
    if (!wasFilled) log.info(progress.filledFields(), "replica complete; serving reads");
    await selfCheck.afterPoll({ begunAt, writer, position: history.position }, signal);
  }

  /** What was cut off while it was being read is in no list and in no page. */
  async function requireStart(signal: AbortSignal): Promise<void> {
    const start = await feed.oldest(signal);
    if (start?.isComplete === true) return;
    if ((start?.date ?? Number.POSITIVE_INFINITY) > backfilledUntil) throw new HistoryGapError();
  }

  async function handleError(error: unknown, writer: ReplicaWriter): Promise<void> {
    if (error instanceof HistoryGapError) {
      watch.onRebuild("history_gap");
      log.error(
        {},
        "ZITADEL event history does not continue the replica (truncated or different instance); rebuilding",
      );
      await writer.clear();
      hadData = false;
    } else if (error instanceof InvalidRecord) {
      watch.onRebuild("store_lost");
      log.error({ reason: error.message }, "replica store contains invalid data; rebuilding");
      await writer.clear();
      hadData = false;
    } else if (error instanceof Failure) {
      const { code, message } = error;
      if (isToBeTold(message)) log.warn({ code }, `replica update failed: ${message}`);
    } else if (!(error instanceof StoreError) && isToBeTold(String(error))) {
      log.error({ err: error }, "replica loop failed; retrying");
    }
  }

  return async (writer, signal) => {
    // Each error begins another, from what is in the store.
    let history: HistoryReader | undefined;
    let failures = 0;
    // It has its turn again, and there is no more room than before.
    if (progress.disabledReason !== undefined) await aborted(signal);
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      try {
        history ??= await openHistory(writer, signal);
        await poll(history, writer, signal);
        failures = 0;
      } catch (error) {
        if (isOver() || error instanceof LeadershipLost) return;
        history = undefined;
        failures++;
        if (error instanceof TooLarge) {
          progress.disable("REPLICA_MAX_BYTES");
          log.error(
            { bytes: error.bytes, maxBytes },
            "replica exceeds REPLICA_MAX_BYTES and is disabled until restart",
          );
          await aborted(signal);
          return;
        }
        await handleError(error, writer).catch(() => undefined);
      }
      const longest = Math.max(pollMs, longestWaitMs);
      await wake.wait(Math.min(longest, pollMs * 2 ** failures), signal);
    }
  };
}

/** Where nothing of the history has been read, what comes before that may not have been done to its end. */
function isStarted(position: Position | undefined): position is Position {
  return position !== undefined && (position.isComplete || position.head !== undefined);
}

class TooLarge extends Error {
  override readonly name = "TooLarge";
  readonly bytes: number;

  constructor(bytes: number) {
    super();
    this.bytes = bytes;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener("abort", () => {
        resolve();
      });
    }
  });
}
