import type { ChangeFeed, UserDirectory } from "../metadata/change-feed.js";
import { backoffMs } from "../lib/backoff.js";
import type { Clock } from "../lib/clock.js";
import { Failure } from "../lib/failure.js";
import { createSeldom } from "../lib/seldom.js";
import type { ListOwners } from "./list-owners.js";
import { recordOfList } from "./listed-owner.js";
import { packRecord } from "./pack-record.js";
import type { Position } from "./position.js";
import type { ReplicaLog } from "./replica-log.js";
import type { ReplicaWriter, StoredOwner } from "./store.js";

export interface OldOwnersOptions {
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
  readonly listOwners: ListOwners;
  /** Of those whom there are; whoever is gone meanwhile has none. */
  readonly organisationsOf: (
    ownerIds: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, string>>;
  readonly log: ReplicaLog;
  readonly clock: Clock;
}

/** It may take hours: an outage in the middle of it must not have it begin again. */
const maxRetries = 20;
const backoff = { firstMs: 500, maxMs: 30_000 };
const toldMs = 10_000;

/** A history that is cut goes on being cut while it is read. */
const marginMicros = 3_600_000_000;

/**
 * Where the history does not go back to the beginning, users who are older than it have changes that nobody tells: they are read
 * by list. What the history has of them is folded over that afterwards. Answers up to which date of creation all were read; less than any date where
 * the history is whole.
 */
export async function fillOldOwners(
  { feed, users, listOwners, organisationsOf, log, clock }: OldOwnersOptions,
  writer: ReplicaWriter,
  position: Position,
  requireSize: () => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const isToBeTold = createSeldom(toldMs, clock);
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
      if (organisation === undefined) throw unseen();
      const record = recordOfList(entries, { organisation, sequence: 0, date: 0 });
      owners.set(id, { organisation, bytes: packRecord(record) });
    }
    await writer.apply({ owners, removedOrganisations: new Map(), position });
    await requireSize();
    if (isToBeTold("progress")) log.info({ users: done.size }, "the replica reads older users one by one");
  }

  /** It is tried again and again: whoever can do something about it should not have to wait for the last time. */
  async function fillOrTell(ownerIds: readonly string[]): Promise<void> {
    try {
      await fill(ownerIds);
    } catch (error) {
      if (error instanceof Failure && isToBeTold(error.message)) {
        log.warn({ code: error.code }, `the replica cannot read older users for now: ${error.message}`);
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

  let covered: number | undefined;
  for (;;) {
    const start = await feed.start(signal);
    if (start?.isWhole === true) return Number.NEGATIVE_INFINITY;
    if (covered !== undefined && (start === undefined || start.date < covered - marginMicros / 2))
      return covered;
    if (covered === undefined) {
      log.warn(
        {},
        "ZITADEL's history does not go back to the beginning: the replica reads older users one by one",
      );
    }
    const createdBefore = start === undefined ? undefined : start.date + marginMicros;
    for await (const ids of users.list(createdBefore, signal)) {
      const others = ids.filter((id) => !done.has(id));
      if (others.length > 0) await fillInTheEnd(others);
    }
    covered = createdBefore ?? Number.POSITIVE_INFINITY;
  }
}

/** Gone this very moment, or: */
function unseen(): Failure {
  return new Failure(
    "MISCONFIGURED",
    "ZITADEL lists metadata of a user whom it does not show to our service user (ZITADEL_SERVICE_…): the replica needs the role IAM_OWNER_VIEWER.",
  );
}
