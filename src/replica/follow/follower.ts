import { Failure } from "../../lib/failure.js";
import { createThrottle } from "../../lib/throttle.js";
import { waitForAbort } from "../../lib/wait-for-abort.js";
import { backfillUsers, type BackfillOptions } from "./backfill.js";
import { createHistoryReader, HistoryGapError, type HistoryReader } from "./read-history.js";
import { createPageApplier } from "./apply-page.js";
import type { Checkpoint } from "../store/checkpoint.js";
import type { Progress } from "./progress.js";
import type { ReplicaObserver } from "../observer.js";
import type { BackgroundCheck } from "../verify/background-check.js";
import { LeadershipLost, type ReplicaStore, type ReplicaWriter, StoreError } from "../store/store.js";
import { InvalidRecord } from "../record/decode.js";
import type { PollTimer } from "./poll-timer.js";

export interface FollowerOptions extends BackfillOptions {
  readonly store: Pick<ReplicaStore, "size">;
  readonly pollMs: number;
  readonly allowedLatenessMs: number;
  readonly maxBytes: number;
  readonly pollTimer: PollTimer;
  readonly progress: Progress;
  readonly observer: ReplicaObserver;
  readonly backgroundCheck: BackgroundCheck;
}

/** Follows ZITADEL's event log until the signal aborts or another process becomes the leader. */
export type Follower = (writer: ReplicaWriter, signal: AbortSignal) => Promise<void>;

/** Upper limit of the exponential backoff after failed polls. */
const maxRetryDelayMs = 5000;
const pagesPerSizeCheck = 10;
/** Minimum interval between two log entries about the same failure. */
const logIntervalMs = 60_000;

export function createFollower(options: FollowerOptions): Follower {
  const { feed, store, pollMs, allowedLatenessMs, maxBytes, pollTimer } = options;
  const { progress, observer, backgroundCheck, log, clock } = options;
  const shouldLog = createThrottle(logIntervalMs, clock);
  /** Whether the store had a complete replica. If the store is empty now, it has lost its data. */
  let hadData = false;
  /** Users created before this date were read from ZITADEL's lists. */
  let backfilledUntil = Number.NEGATIVE_INFINITY;

  async function openHistory(writer: ReplicaWriter, signal: AbortSignal): Promise<HistoryReader> {
    const head = await feed.head(signal);
    progress.headSeen(head?.date);
    const stored = await writer.checkpoint();
    const checkpoint = isStarted(stored) ? stored : await startRebuild(writer, head?.date, signal);
    const applier = createPageApplier(writer, await writer.removedOrganizations());
    let pages = 0;
    const onPage = async (changes: number, applied: number, pageCheckpoint: Checkpoint): Promise<void> => {
      observer.onChanges(changes, applied);
      progress.read(applied, pageCheckpoint);
      if (++pages % pagesPerSizeCheck === 0) await enforceMaxBytes(writer);
    };
    return createHistoryReader({ feed, applier, allowedLatenessMs, onPage, clock }, checkpoint, head);
  }

  /**
   * Starts a build from the beginning of the event log. The low watermark is that of the start of the build:
   * the first poll after the build reads changes that became visible late during it.
   */
  async function startRebuild(
    writer: ReplicaWriter,
    headDate: number | undefined,
    signal: AbortSignal,
  ): Promise<Checkpoint> {
    const lowWatermark = headDate === undefined ? undefined : headDate - allowedLatenessMs * 1000;
    const checkpoint: Checkpoint = { head: undefined, lowWatermark, isComplete: false };
    if (hadData) {
      observer.onRebuild("store_lost");
      log.warn({}, "replica store is empty; rebuilding");
    }
    progress.rebuildStarted();
    log.info({}, "building replica; reads go to ZITADEL until it is complete");
    await writer.clear();
    backfilledUntil = await backfillUsers(options, writer, checkpoint, () => enforceMaxBytes(writer), signal);
    return checkpoint;
  }

  async function enforceMaxBytes(writer: ReplicaWriter): Promise<void> {
    const size = await store.size();
    if (size === undefined) return;
    progress.measured(size);
    if (size.bytes <= maxBytes) return;
    await writer.clear();
    throw new ReplicaTooLarge(size.bytes);
  }

  async function poll(history: HistoryReader, writer: ReplicaWriter, signal: AbortSignal): Promise<void> {
    const startedAt = clock.now();
    const startedAtStore = await writer.now();
    const wasComplete = history.checkpoint.isComplete;
    await history.catchUp(signal);
    if (!wasComplete) {
      await requireCoveredHistory(signal);
      await enforceMaxBytes(writer);
    }
    await writer.markCaughtUp(startedAtStore);
    hadData = true;
    progress.caughtUp(history.checkpoint, startedAt);
    if (!wasComplete) log.info(progress.completionFields(), "replica complete; serving reads");
    await backgroundCheck.afterPoll({ startedAt, writer, checkpoint: history.checkpoint }, signal);
  }

  /**
   * Rejects if the event log was truncated during the build: some changes may then be neither in the lists
   * nor in the pages that were read.
   */
  async function requireCoveredHistory(signal: AbortSignal): Promise<void> {
    const oldest = await feed.oldest(signal);
    if (oldest?.isComplete === true) return;
    if ((oldest?.date ?? Number.POSITIVE_INFINITY) > backfilledUntil) throw new HistoryGapError();
  }

  async function handleError(error: unknown, writer: ReplicaWriter): Promise<void> {
    if (error instanceof HistoryGapError) {
      observer.onRebuild("history_gap");
      log.error(
        {},
        "event log does not continue the replica (truncated, or of another ZITADEL instance); rebuilding",
      );
      await writer.clear();
      hadData = false;
    } else if (error instanceof InvalidRecord) {
      observer.onRebuild("store_lost");
      log.error({ reason: error.message }, "replica store contains invalid data; rebuilding");
      await writer.clear();
      hadData = false;
    } else if (error instanceof Failure) {
      const { code, message } = error;
      if (shouldLog(message)) log.warn({ code }, `replica update failed: ${message}`);
    } else if (!(error instanceof StoreError) && shouldLog(String(error))) {
      log.error({ err: error }, "replica loop failed; retrying");
    }
  }

  return async (writer, signal) => {
    // Reopened from the stored checkpoint after each error.
    let history: HistoryReader | undefined;
    let failures = 0;
    // A disabled replica stays disabled when this process becomes the leader again.
    if (progress.disabledReason !== undefined) await waitForAbort(signal);
    // A function, because TypeScript would assume that `signal.aborted` stays false during an `await`.
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      try {
        history ??= await openHistory(writer, signal);
        await poll(history, writer, signal);
        failures = 0;
      } catch (error) {
        if (isStopped() || error instanceof LeadershipLost) return;
        history = undefined;
        failures++;
        if (error instanceof ReplicaTooLarge) {
          progress.disable("REPLICA_MAX_BYTES");
          log.error(
            { bytes: error.bytes, maxBytes },
            "replica exceeds REPLICA_MAX_BYTES and is disabled until restart",
          );
          await waitForAbort(signal);
          return;
        }
        await handleError(error, writer).catch(() => undefined);
      }
      const maxDelayMs = Math.max(pollMs, maxRetryDelayMs);
      await pollTimer.wait(Math.min(maxDelayMs, pollMs * 2 ** failures), signal);
    }
  };
}

/** A checkpoint without a head may come from an interrupted backfill. The build must then start over. */
function isStarted(checkpoint: Checkpoint | undefined): checkpoint is Checkpoint {
  return checkpoint !== undefined && (checkpoint.isComplete || checkpoint.head !== undefined);
}

class ReplicaTooLarge extends Error {
  override readonly name = "ReplicaTooLarge";
  readonly bytes: number;

  constructor(bytes: number) {
    super("the replica exceeds REPLICA_MAX_BYTES");
    this.bytes = bytes;
  }
}
