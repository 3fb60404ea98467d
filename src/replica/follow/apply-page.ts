import { type Change, type OwnerChange, aggregateId } from "../../changes/change.js";
import type { ChangePosition } from "../../changes/change-feed.js";
import { createRecord, applyChanges, prune } from "../record/apply-changes.js";
import { packRecord } from "../record/encode.js";
import type { Position } from "../store/checkpoint.js";
import type { ReplicaWriter, StoredOwner } from "../store/store.js";
import { unpackRecord } from "../record/decode.js";

/** Brings changes into the replica, each page of them wholly or not at all. */
export interface PageApplier {
  /** Answers where the replica stands then, and how many changes changed something. */
  apply(
    changes: readonly Change[],
    position: Position,
    /** From which date on changes will be read again. */
    rereadFrom: number,
  ): Promise<{ position: Position; fresh: number }>;
  /** The replica stands here now. What was kept of owners without entries, for late changes only, goes once there are none to be expected. */
  advanceTo(position: Position): Promise<void>;
}

export function createPageFolder(
  writer: ReplicaWriter,
  removedOrganisations: ReadonlyMap<string, number>,
): PageApplier {
  const removed = new Map(removedOrganisations);
  /** Dates of changes that are read again and again, by whom they are about and their sequence. */
  const known = new Map<string, number>();
  /** When owners lost their last entry. */
  const emptyUsers = new Map<string, number>();
  let saved: Position | undefined;

  /** Of each owner, in order. */
  function changesByOwner(changes: readonly Change[]): ReadonlyMap<string, OwnerChange[]> {
    const byOwner = new Map<string, OwnerChange[]>();
    for (const change of changes) {
      if (change.kind === "organisationRemoved" || removed.has(change.organisation)) continue;
      const others = byOwner.get(change.ownerId);
      if (others === undefined) byOwner.set(change.ownerId, [change]);
      else others.push(change);
    }
    return byOwner;
  }

  /** Whoever was in an organisation that is gone. */
  async function ownersOfRemoved(changes: readonly Change[]): Promise<Batchable> {
    const owners = new Map<string, StoredOwner>();
    const organisations = new Map<string, number>();
    for (const { kind, organisation, date } of changes) {
      if (kind !== "organisationRemoved" || removed.has(organisation)) continue;
      organisations.set(organisation, date);
      removed.set(organisation, date);
      for (const id of await writer.ownersIn(organisation))
        owners.set(id, { organisation, bytes: undefined });
    }
    return { owners, organisations };
  }

  async function foldOwners(
    byOwner: ReadonlyMap<string, readonly OwnerChange[]>,
    settled: number,
    owners: Map<string, StoredOwner>,
  ): Promise<number> {
    let sum = 0;
    const ids = [...byOwner.keys()];
    const records = ids.length === 0 ? [] : await writer.records(ids);
    for (const [n, id] of ids.entries()) {
      const changes = byOwner.get(id) ?? [];
      const packed = records[n];
      const record = packed ? unpackRecord(packed) : createRecord(changes[0]?.organisation ?? "");
      const fresh = applyChanges(record, changes);
      if (fresh === 0) continue;
      sum += fresh;
      const isLeft = prune(record, settled);
      const isEmpty = [...record.keys.values()].every(({ sets }) => sets.length === 0);
      if (isEmpty && isLeft) emptyUsers.set(id, record.date);
      else emptyUsers.delete(id);
      owners.set(id, {
        organisation: record.organisation,
        bytes: isLeft ? packRecord(record) : undefined,
      });
    }
    return sum;
  }

  /** Each of them is looked at once: whoever has entries again by then, or is gone, is nobody to forget. */
  async function ownersToForget(settled: number): Promise<ReadonlyMap<string, StoredOwner>> {
    const owners = new Map<string, StoredOwner>();
    const ids = [...emptyUsers].flatMap(([id, date]) => (date <= settled ? [id] : []));
    const records = ids.length === 0 ? [] : await writer.records(ids);
    for (const [n, id] of ids.entries()) {
      emptyUsers.delete(id);
      const packed = records[n];
      const record = packed && unpackRecord(packed);
      if (record !== undefined && !prune(record, settled)) {
        owners.set(id, { organisation: record.organisation, bytes: undefined });
      }
    }
    return owners;
  }

  const settledOf = ({ lowWatermark }: Position): number => lowWatermark ?? Number.NEGATIVE_INFINITY;
  const nameOf = (change: Change): string => `${aggregateId(change)} ${change.sequence}`;

  return {
    async apply(changes, before, rereadFrom) {
      // Most of the first fill is too old to be read again, and a name costs more than all else.
      const unknown = known.size === 0 ? changes : changes.filter((change) => !known.has(nameOf(change)));
      const position = { ...before, head: latestOf(unknown, before.head) };
      const { owners, organisations } = await ownersOfRemoved(unknown);
      const fresh =
        organisations.size + (await foldOwners(changesByOwner(unknown), settledOf(before), owners));
      if (fresh > 0 || position.head !== before.head) {
        await writer.apply({ owners, removedOrganisations: organisations, position });
        saved = position;
      }
      for (const change of unknown) {
        if (change.date >= rereadFrom) known.set(nameOf(change), change.date);
      }
      return { position, fresh };
    },

    async advanceTo(position) {
      const settled = settledOf(position);
      for (const [name, date] of known) if (date <= settled) known.delete(name);
      const owners = await ownersToForget(settled);
      if (owners.size > 0 || !isSame(position, saved)) {
        await writer.apply({ owners, removedOrganisations: new Map(), position });
        saved = position;
      }
    },
  };
}

interface Batchable {
  readonly owners: Map<string, StoredOwner>;
  readonly organisations: Map<string, number>;
}

/** The newest change of all, of those of one date the last. */
function latestOf(
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

function isSame(a: Position, b: Position | undefined): boolean {
  return a.head === b?.head && a.lowWatermark === b?.lowWatermark && a.isComplete === b?.isComplete;
}
