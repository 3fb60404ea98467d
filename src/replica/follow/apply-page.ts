import { type Change, type UserChange, aggregateId } from "../../changes/change.js";
import type { ChangePosition } from "../../changes/change-feed.js";
import { createRecord, applyChanges, prune } from "../record/apply-changes.js";
import { encodeRecord } from "../record/encode.js";
import type { Checkpoint } from "../store/checkpoint.js";
import type { ReplicaWriter, UserUpdate } from "../store/store.js";
import { decodeRecord } from "../record/decode.js";

/** Applies changes to the replica, each page atomically. */
export interface PageApplier {
  /**
   * Resolves to the new checkpoint and the number of changes that modified the replica. `rereadFrom`: the
   * next poll reads changes of this date or newer again, because others may become visible late.
   */
  apply(
    changes: readonly Change[],
    checkpoint: Checkpoint,
    rereadFrom: number,
  ): Promise<{ checkpoint: Checkpoint; applied: number }>;
  /**
   * Stores the checkpoint. Deletes the empty records that were kept in case of late changes, once none can
   * arrive.
   */
  advanceTo(checkpoint: Checkpoint): Promise<void>;
}

export function createPageApplier(
  writer: ReplicaWriter,
  removedOrganizations: ReadonlyMap<string, number>,
): PageApplier {
  const removed = new Map(removedOrganizations);
  /** Dates of the changes that will be read again, by `changeIdOf`. */
  const processed = new Map<string, number>();
  /** Dates of the last change, by user without entries. */
  const emptyUsers = new Map<string, number>();
  let saved: Checkpoint | undefined;

  /** Each user's changes, in order. */
  function changesByUser(changes: readonly Change[]): ReadonlyMap<string, UserChange[]> {
    const byUser = new Map<string, UserChange[]>();
    for (const change of changes) {
      if (change.kind === "organizationRemoved" || removed.has(change.organization)) continue;
      const others = byUser.get(change.userId);
      if (others === undefined) byUser.set(change.userId, [change]);
      else others.push(change);
    }
    return byUser;
  }

  /** Deletes the users of removed organizations. */
  async function removeOrganizations(changes: readonly Change[]): Promise<RemovedOrganizations> {
    const users = new Map<string, UserUpdate>();
    const organizations = new Map<string, number>();
    for (const { kind, organization, date } of changes) {
      if (kind !== "organizationRemoved" || removed.has(organization)) continue;
      organizations.set(organization, date);
      removed.set(organization, date);
      for (const id of await writer.userIdsIn(organization)) {
        users.set(id, { organization, bytes: undefined });
      }
    }
    return { users, organizations };
  }

  /** Adds the updated records to `users`. Resolves to the number of changes that modified a record. */
  async function applyToUsers(
    byUser: ReadonlyMap<string, readonly UserChange[]>,
    lowWatermark: number,
    users: Map<string, UserUpdate>,
  ): Promise<number> {
    let applied = 0;
    const ids = [...byUser.keys()];
    const records = ids.length === 0 ? [] : await writer.records(ids);
    for (const [n, id] of ids.entries()) {
      const changes = byUser.get(id) ?? [];
      const encoded = records[n];
      const record = encoded ? decodeRecord(encoded) : createRecord(changes[0]?.organization ?? "");
      const appliedToUser = applyChanges(record, changes);
      if (appliedToUser === 0) continue;
      applied += appliedToUser;
      const hasData = prune(record, lowWatermark);
      const isEmpty = [...record.keys.values()].every(({ sets }) => sets.length === 0);
      if (isEmpty && hasData) emptyUsers.set(id, record.date);
      else emptyUsers.delete(id);
      users.set(id, {
        organization: record.organization,
        bytes: hasData ? encodeRecord(record) : undefined,
      });
    }
    return applied;
  }

  /**
   * Returns deletions of empty records for which no late change can arrive, and removes their users from
   * `emptyUsers`. Skips users that have entries again, or no record.
   */
  async function findUsersToDelete(lowWatermark: number): Promise<ReadonlyMap<string, UserUpdate>> {
    const users = new Map<string, UserUpdate>();
    const ids = [...emptyUsers].flatMap(([id, date]) => (date <= lowWatermark ? [id] : []));
    const records = ids.length === 0 ? [] : await writer.records(ids);
    for (const [n, id] of ids.entries()) {
      emptyUsers.delete(id);
      const encoded = records[n];
      const record = encoded && decodeRecord(encoded);
      if (record !== undefined && !prune(record, lowWatermark)) {
        users.set(id, { organization: record.organization, bytes: undefined });
      }
    }
    return users;
  }

  const lowWatermarkOf = ({ lowWatermark }: Checkpoint): number => lowWatermark ?? Number.NEGATIVE_INFINITY;
  const changeIdOf = (change: Change): string => `${aggregateId(change)} ${change.sequence}`;

  return {
    async apply(changes, before, rereadFrom) {
      // Computing change ids is the most expensive step. During a build most changes will not be read again.
      const unprocessed =
        processed.size === 0 ? changes : changes.filter((change) => !processed.has(changeIdOf(change)));
      const checkpoint = { ...before, head: latestPosition(unprocessed, before.head) };
      const { users, organizations } = await removeOrganizations(unprocessed);
      const applied =
        organizations.size + (await applyToUsers(changesByUser(unprocessed), lowWatermarkOf(before), users));
      if (applied > 0 || checkpoint.head !== before.head) {
        await writer.apply({ users, removedOrganizations: organizations, checkpoint });
        saved = checkpoint;
      }
      for (const change of unprocessed) {
        if (change.date >= rereadFrom) processed.set(changeIdOf(change), change.date);
      }
      return { checkpoint, applied };
    },

    async advanceTo(checkpoint) {
      const lowWatermark = lowWatermarkOf(checkpoint);
      for (const [changeId, date] of processed) if (date <= lowWatermark) processed.delete(changeId);
      const users = await findUsersToDelete(lowWatermark);
      if (users.size > 0 || !isSame(checkpoint, saved)) {
        await writer.apply({ users, removedOrganizations: new Map(), checkpoint });
        saved = checkpoint;
      }
    },
  };
}

interface RemovedOrganizations {
  readonly users: Map<string, UserUpdate>;
  readonly organizations: Map<string, number>;
}

/** Position of the newest change; of several with the same date, the last. */
function latestPosition(
  changes: readonly Change[],
  before: ChangePosition | undefined,
): ChangePosition | undefined {
  let latest = before;
  for (const change of changes) {
    if (latest !== undefined && change.date < latest.date) continue;
    latest = { id: aggregateId(change), sequence: change.sequence, date: change.date };
  }
  return latest;
}

function isSame(a: Checkpoint, b: Checkpoint | undefined): boolean {
  return a.head === b?.head && a.lowWatermark === b?.lowWatermark && a.isComplete === b?.isComplete;
}
