import type { ListReadOptions } from "../record/list-read-options.js";
import { Failure } from "../../lib/failure.js";
import { type Comparer, createComparer, type Mismatch } from "./compare.js";
import { countByKind } from "./diff.js";
import { createRecord, prune } from "../record/apply-changes.js";
import { recordFromList } from "../record/from-list.js";
import { encodeRecord } from "../record/encode.js";
import type { Checkpoint } from "../store/checkpoint.js";
import type { ReplicaObserver } from "../observer.js";
import type { ReplicaWriter } from "../store/store.js";
import { decodeOrganization, decodeRecord } from "../record/decode.js";

/** A poll that has just reached the end of the event log. */
export interface CompletedPoll {
  /** By `Clock.now()`. */
  readonly startedAt: number;
  readonly writer: ReplicaWriter;
  readonly checkpoint: Checkpoint;
}

export interface BackgroundCheck {
  /**
   * Repairs confirmed mismatches, compares pending users, and adds new users when the interval has passed.
   */
  afterPoll(poll: CompletedPoll, signal: AbortSignal): Promise<void>;
}

export interface BackgroundCheckOptions extends ListReadOptions {
  /** Time between two selections of users; 0 disables the check. */
  readonly intervalMs: number;
  /** Maximum delay before a change becomes visible in ZITADEL's event log. */
  readonly allowedLatenessMs: number;
  /** Selects the users to compare next. */
  readonly selectUsers: () => Promise<readonly string[]>;
  readonly observer: ReplicaObserver;
}

/** Periodically compares some users with ZITADEL's lists, and repairs those that differ. */
export function createBackgroundCheck(options: BackgroundCheckOptions): BackgroundCheck {
  const { intervalMs, allowedLatenessMs, selectUsers, listUsers, getOrganizations } = options;
  const { observer, log, clock } = options;
  const comparer: Comparer = createComparer(listUsers, allowedLatenessMs, clock);
  let nextAt = clock.now() + intervalMs;
  let mismatches: readonly Mismatch[] = [];

  async function addUsers(signal: AbortSignal): Promise<void> {
    const userIds = await selectUsers();
    // Users that ZITADEL fails to list are ignored: a later selection includes them again.
    await comparer.add(userIds, signal);
    observer.onVerified(userIds.length);
  }

  async function confirm(signal: AbortSignal): Promise<void> {
    comparer.takeUnstable();
    mismatches = [...mismatches, ...(await comparer.confirm(signal))];
  }

  async function repair(
    mismatch: Mismatch,
    { writer, checkpoint }: CompletedPoll,
    signal: AbortSignal,
  ): Promise<void> {
    const { userId, listed, differences } = mismatch;
    const organization =
      mismatch.record === undefined
        ? (await getOrganizations([userId], signal)).get(userId)
        : decodeOrganization(mismatch.record);
    // The user has been deleted.
    if (organization === undefined) return;
    const [encoded] = await writer.records([userId]);
    // A newer change has been applied that the list lacks. A later check compares the user again.
    if (!isSame(encoded, mismatch.record)) return;
    const current = encoded === undefined ? createRecord(organization) : decodeRecord(encoded);
    const record = recordFromList(listed, current);
    const hasData = prune(record, checkpoint.lowWatermark ?? Number.NEGATIVE_INFINITY);
    const update = { organization, bytes: hasData ? encodeRecord(record) : undefined };
    await writer.apply({
      users: new Map([[userId, update]]),
      removedOrganizations: new Map(),
      checkpoint,
    });
    const counts = countByKind(differences);
    for (const [kind, entries] of counts) observer.onMismatch(kind, entries);
    log.warn({ userId, ...Object.fromEntries(counts) }, "replica mismatch repaired");
  }

  function runInBackground(task: Promise<void>): void {
    task.catch((error: unknown) => {
      if (!(error instanceof Failure)) log.error({ err: error }, "replica verification failed");
    });
  }

  return {
    async afterPoll(poll, signal) {
      if (intervalMs === 0) return;
      const confirmed = mismatches;
      mismatches = [];
      for (const mismatch of confirmed) await repair(mismatch, poll, signal);
      await comparer.compare(async (userIds) => ({
        completeAt: poll.startedAt,
        records: await poll.writer.records(userIds),
      }));
      runInBackground(confirm(signal));
      if (clock.now() < nextAt) return;
      nextAt = clock.now() + intervalMs;
      runInBackground(addUsers(signal));
    },
  };
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
