import type { ChangeFeed, UserDirectory } from "../../changes/change-feed.js";
import { backoffMs } from "../../lib/backoff.js";
import { Failure } from "../../lib/failure.js";
import { createThrottle } from "../../lib/throttle.js";
import type { ListReadOptions } from "../record/list-read-options.js";
import { recordFromList } from "../record/from-list.js";
import { encodeRecord } from "../record/encode.js";
import type { Checkpoint } from "../store/checkpoint.js";
import type { ReplicaWriter, UserUpdate } from "../store/store.js";

export interface BackfillOptions extends ListReadOptions {
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
}

/** Retries per batch. A backfill can take hours, so an outage must not restart it. */
const maxRetries = 20;
const backoff = { firstMs: 500, maxMs: 30_000 };
const logIntervalMs = 10_000;

/**
 * Users created up to an hour after the start of the event log are read too, in case it is truncated further
 * during the backfill.
 */
const safetyMarginMicros = 3_600_000_000;

/**
 * Reads the metadata of users that are older than a truncated event log from ZITADEL's lists, because the log
 * lacks some of their changes. The remaining events are applied to these records later.
 *
 * Resolves to a creation date: all users created before it were read. `-Infinity` if the event log is
 * complete.
 */
export async function backfillUsers(
  { feed, users, listUsers, getOrganizations, log, clock }: BackfillOptions,
  writer: ReplicaWriter,
  checkpoint: Checkpoint,
  enforceMaxBytes: () => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const shouldLog = createThrottle(logIntervalMs, clock);
  const backfilled = new Set<string>();

  async function backfillBatch(userIds: readonly string[]): Promise<void> {
    const [loaded, organizations] = await Promise.all([
      listUsers(userIds, signal),
      getOrganizations(userIds, signal),
    ]);
    const updates = new Map<string, UserUpdate>();
    for (const [n, id] of userIds.entries()) {
      const entries = loaded[n] ?? [];
      if (entries instanceof Failure) throw entries;
      const organization = organizations.get(id);
      backfilled.add(id);
      // Without entries, a record is not needed. A deleted user has no organization either.
      if (entries.length === 0) continue;
      if (organization === undefined) throw userNotVisible();
      const record = recordFromList(entries, { organization, sequence: 0, date: 0 });
      updates.set(id, { organization, bytes: encodeRecord(record) });
    }
    await writer.apply({ users: updates, removedOrganizations: new Map(), checkpoint });
    await enforceMaxBytes();
    if (shouldLog("progress")) log.info({ users: backfilled.size }, "backfilling older users");
  }

  /** Logs each failure, not only the last one: retries take minutes, and operators may have to intervene. */
  async function backfillBatchAndLog(userIds: readonly string[]): Promise<void> {
    try {
      await backfillBatch(userIds);
    } catch (error) {
      if (error instanceof Failure && shouldLog(error.message)) {
        log.warn({ code: error.code }, `backfill failed, retrying: ${error.message}`);
      }
      throw error;
    }
  }

  async function backfillBatchWithRetries(userIds: readonly string[]): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        await backfillBatchAndLog(userIds);
        return;
      } catch (error) {
        if (!(error instanceof Failure) || failures === maxRetries || signal.aborted) throw error;
        await clock.sleep(backoffMs(failures, backoff), signal);
      }
    }
  }

  let backfilledUntil: number | undefined;
  for (;;) {
    const oldest = await feed.oldest(signal);
    if (oldest?.isComplete === true) return Number.NEGATIVE_INFINITY;
    // Repeated until at least half of the safety margin remains for truncation during the following build.
    if (
      backfilledUntil !== undefined &&
      (oldest === undefined || oldest.date < backfilledUntil - safetyMarginMicros / 2)
    )
      return backfilledUntil;
    if (backfilledUntil === undefined) {
      log.warn({}, "event log is truncated; backfilling older users");
    }
    const createdBefore = oldest === undefined ? undefined : oldest.date + safetyMarginMicros;
    for await (const ids of users.listIds(createdBefore, signal)) {
      const remaining = ids.filter((id) => !backfilled.has(id));
      if (remaining.length > 0) await backfillBatchWithRetries(remaining);
    }
    backfilledUntil = createdBefore ?? Number.POSITIVE_INFINITY;
  }
}

/** Also thrown if the user was deleted between the two calls. The retry then succeeds. */
function userNotVisible(): Failure {
  return new Failure(
    "MISCONFIGURED",
    "ZITADEL lists metadata of a user that the service user (ZITADEL_SERVICE_USER_…) cannot see. Grant the service user the role IAM_OWNER_VIEWER.",
  );
}
