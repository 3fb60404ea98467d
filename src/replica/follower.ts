import { Failure } from "../lib/failure.js";
import { createSeldom } from "../lib/seldom.js";
import { fillOldOwners, type OldOwnersOptions } from "./fill-old-owners.js";
import { createHistory, Gap, type History } from "./follow-history.js";
import { createPageFolder } from "./fold-page.js";
import type { Position } from "./position.js";
import type { Progress } from "./progress.js";
import type { ReplicaWatch } from "./replica-watch.js";
import type { SelfCheck } from "./self-check.js";
import { NotLeading, type ReplicaStore, type ReplicaWriter, StoreTrouble } from "./store.js";
import { NoRecord } from "./unpack-record.js";
import type { Wake } from "./wake.js";

export interface FollowerOptions extends OldOwnersOptions {
  readonly store: Pick<ReplicaStore, "size">;
  readonly pollMs: number;
  readonly overlapMs: number;
  readonly maxBytes: number;
  readonly wake: Wake;
  readonly progress: Progress;
  readonly watch: ReplicaWatch;
  readonly selfCheck: SelfCheck;
}

/** Follows ZITADEL's history until the signal, or until another instance does. */
export type Follow = (writer: ReplicaWriter, signal: AbortSignal) => Promise<void>;

/** After errors it waits longer and longer, this at most. */
const longestWaitMs = 5000;
const pagesBetweenSizes = 10;
/** What went wrong is not told again for so long. */
const toldMs = 60_000;

export function createFollow(options: FollowerOptions): Follow {
  const { feed, store, pollMs, overlapMs, maxBytes, wake, progress, watch, selfCheck, log, clock } = options;
  const isToBeTold = createSeldom(toldMs, clock);
  /** Where there is nothing in the store although there was. */
  let isLost = false;
  /** Users who were created before this date were read by list. */
  let covered = Number.NEGATIVE_INFINITY;

  async function open(writer: ReplicaWriter, signal: AbortSignal): Promise<History> {
    const newest = await feed.newest(signal);
    progress.foundNewest(newest?.date);
    const stored = await writer.position();
    const position = hasBegun(stored) ? stored : await begin(writer, newest?.date, signal);
    const folder = createPageFolder(writer, await writer.removedOrganisations());
    let pages = 0;
    const onPage = async (changes: number, fresh: number, at: Position): Promise<void> => {
      watch.read(changes, fresh);
      progress.read(fresh, at);
      if (++pages % pagesBetweenSizes === 0) await requireSize(writer);
    };
    return createHistory({ feed, folder, overlapMs, onPage, clock }, position, newest);
  }

  /** The first fill. What is not settled by now will be read again after it. */
  async function begin(
    writer: ReplicaWriter,
    newest: number | undefined,
    signal: AbortSignal,
  ): Promise<Position> {
    const settled = newest === undefined ? undefined : newest - overlapMs * 1000;
    const position: Position = { anchor: undefined, settled, isFilled: false };
    if (isLost) {
      watch.refilled("store");
      log.warn({}, "the replica is gone from its store: it is filled again");
    }
    progress.began();
    log.info({}, "the replica is being filled: until it is, ZITADEL is asked as ever");
    await writer.clear();
    covered = await fillOldOwners(options, writer, position, () => requireSize(writer), signal);
    return position;
  }

  async function requireSize(writer: ReplicaWriter): Promise<void> {
    const size = await store.size();
    if (size === undefined) return;
    progress.sized(size);
    if (size.bytes <= maxBytes) return;
    await writer.clear();
    throw new TooLarge(size.bytes);
  }

  async function poll(history: History, writer: ReplicaWriter, signal: AbortSignal): Promise<void> {
    const begunAt = clock.now();
    const begunAtStore = await writer.now();
    const wasFilled = history.position.isFilled;
    await history.readToEnd(signal);
    if (!wasFilled) {
      await requireStart(signal);
      await requireSize(writer);
    }
    await writer.complete(begunAtStore);
    isLost = true;
    progress.completed(history.position, begunAt);
    if (!wasFilled)
      log.info(progress.filledFields(), "the replica is filled: known users are answered from it");
    await selfCheck.afterPoll({ begunAt, writer, position: history.position }, signal);
  }

  /** What was cut off while it was being read is in no list and in no page. */
  async function requireStart(signal: AbortSignal): Promise<void> {
    const start = await feed.start(signal);
    if (start?.isWhole === true) return;
    if ((start?.date ?? Number.POSITIVE_INFINITY) > covered) throw new Gap();
  }

  async function explain(error: unknown, writer: ReplicaWriter): Promise<void> {
    if (error instanceof Gap) {
      watch.refilled("gap");
      log.error(
        {},
        "ZITADEL's history is not the one that the replica has followed (cut, or of another instance): it is emptied and filled again",
      );
      await writer.clear();
      isLost = false;
    } else if (error instanceof NoRecord) {
      watch.refilled("store");
      log.error(
        { reason: error.message },
        "the replica's store has something else in it: it is emptied and filled again",
      );
      await writer.clear();
      isLost = false;
    } else if (error instanceof Failure) {
      const { code, message } = error;
      if (isToBeTold(message)) log.warn({ code }, `the replica cannot follow ZITADEL: ${message}`);
    } else if (!(error instanceof StoreTrouble) && isToBeTold(String(error))) {
      log.error({ err: error }, "the replica cannot go on for now");
    }
  }

  return async (writer, signal) => {
    // Each error begins another, from what is in the store.
    let history: History | undefined;
    let failures = 0;
    // It has its turn again, and there is no more room than before.
    if (progress.off !== undefined) await aborted(signal);
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      try {
        history ??= await open(writer, signal);
        await poll(history, writer, signal);
        failures = 0;
      } catch (error) {
        if (isOver() || error instanceof NotLeading) return;
        history = undefined;
        failures++;
        if (error instanceof TooLarge) {
          progress.switchedOff("REPLICA_BYTES");
          log.error(
            { bytes: error.bytes, maxBytes },
            "the replica is larger than REPLICA_BYTES: it is off from now on, and ZITADEL is asked as without it; allow more and start again",
          );
          await aborted(signal);
          return;
        }
        await explain(error, writer).catch(() => undefined);
      }
      const longest = Math.max(pollMs, longestWaitMs);
      await wake.sleep(Math.min(longest, pollMs * 2 ** failures), signal);
    }
  };
}

/** Where nothing of the history has been read, what comes before that may not have been done to its end. */
function hasBegun(position: Position | undefined): position is Position {
  return position !== undefined && (position.isFilled || position.anchor !== undefined);
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
