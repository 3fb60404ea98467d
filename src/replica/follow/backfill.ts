import type { ChangeFeed, UserDirectory } from "../../changes/change-feed.js";
import { backoffMs } from "../../lib/backoff.js";
import { Failure } from "../../lib/failure.js";
import { createLogThrottle } from "../../lib/log-throttle.js";
import type { ListReadOptions } from "../record/list-read-options.js";
import { recordFromList } from "../record/from-list.js";
import { packRecord } from "../record/encode.js";
import type { Position } from "../store/checkpoint.js";
import type { ReplicaWriter, StoredOwner } from "../store/store.js";

export interface BackfillOptions extends ListReadOptions {
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
}

/** It may take hours: an outage in the middle of it must not have it begin again. */
const maxRetries = 20;
const backoff = { firstMs: 500, maxMs: 30_000 };
const toldMs = 10_000;

/** A history that is cut goes on being cut while it is read. */
const safetyMarginMicros = 3_600_000_000;

/**
 * Where the history does not go back to the beginning, users who are older than it have changes that nobody tells: they are read
 * by list. What the history has of them is folded over that afterwards. Answers up to which date of creation all were read; less than any date where
 * the history is whole.
 */
export async function backfillUsers(
  { feed, users, listOwners, organisationsOf, log, clock }: BackfillOptions,
  writer: ReplicaWriter,
  position: Position,
  requireSize: () => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const isToBeTold = createLogThrottle(toldMs, clock);
  const done = new Set<string>();

  async function fill(ownerIds: readonly string[]): Promise<void> {
    const [loaded, organisations] = await Promise.all([
      listOwners(ownerIds, signal),
      organisationsOf(ownerIds, signal),
    ]);
    const owners = new Map<string, StoredOwner>();
    for (const [n, id] of ownerIds.entries()) {
      const entries = loaded[n] ?? [];
      if (entries instanceof Failure) throw entries;
      const organisation = organisations.get(id);
      done.add(id);
      if (entries.length === 0) continue;
      if (organisation === undefined) throw userNotVisible();
      const record = recordFromList(entries, { organisation, sequence: 0, date: 0 });
      owners.set(id, { organisation, bytes: packRecord(record) });
    }
    await writer.apply({ owners, removedOrganisations: new Map(), position });
    await requireSize();
    if (isToBeTold("progress")) log.info({ users: done.size }, "backfilling older users");
  }

  /** It is tried again and again: whoever can do something about it should not have to wait for the last time. */
  async function fillOrTell(ownerIds: readonly string[]): Promise<void> {
    try {
      await fill(ownerIds);
    } catch (error) {
      if (error instanceof Failure && isToBeTold(error.message)) {
        log.warn({ code: error.code }, `backfill failed, retrying: ${error.message}`);
      }
      throw error;
    }
  }

  async function fillInTheEnd(ownerIds: readonly string[]): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        await fillOrTell(ownerIds);
        return;
      } catch (error) {
        if (!(error instanceof Failure) || failures === maxRetries || signal.aborted) throw error;
        await clock.sleep(backoffMs(failures, backoff), signal);
      }
    }
  }

  let coveredUntil: number | undefined;
  for (;;) {
    const start = await feed.oldest(signal);
    if (start?.isComplete === true) return Number.NEGATIVE_INFINITY;
    if (
      coveredUntil !== undefined &&
      (start === undefined || start.date < coveredUntil - safetyMarginMicros / 2)
    )
      return coveredUntil;
    if (coveredUntil === undefined) {
      log.warn({}, "event history is truncated; backfilling older users");
    }
    const createdBefore = start === undefined ? undefined : start.date + safetyMarginMicros;
    for await (const ids of users.listIds(createdBefore, signal)) {
      const others = ids.filter((id) => !done.has(id));
      if (others.length > 0) await fillInTheEnd(others);
    }
    coveredUntil = createdBefore ?? Number.POSITIVE_INFINITY;
  }
}

/** Gone this very moment, or: */
function userNotVisible(): Failure {
  return new Failure(
    "MISCONFIGURED",
    "ZITADEL lists metadata of a user whom it does not show to our service user (ZITADEL_SERVICE_USER_…): the replica needs the role IAM_OWNER_VIEWER.",
  );
}
