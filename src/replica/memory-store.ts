import { setImmediate, setTimeout } from "node:timers/promises";
import { createPackedRecords, type PackedRecords } from "./packed-records.js";
import type { Position } from "./position.js";
import type { AwaitedWrite, ReplicaStore, ReplicaWriter } from "./store.js";
import { organisationIn } from "./unpack-record.js";

/** How many owners are given at a time; requests have their turn between. */
const batch = 1000;
const againMs = 1000;

/** The replica in this process, for this process. */
export function createMemoryStore(): ReplicaStore {
  let records: PackedRecords = createPackedRecords();
  let position: Position | undefined;
  let removedOrganisations = new Map<string, number>();
  let completeAt: number | undefined;
  const awaited = new Map<string, { readonly write: AwaitedWrite; readonly until: number }>();

  const awaitedOf = (ownerId: string): AwaitedWrite | undefined => {
    const known = awaited.get(ownerId);
    if (known === undefined) return undefined;
    if (known.until > performance.now()) return known.write;
    awaited.delete(ownerId);
    return undefined;
  };

  const writer: ReplicaWriter = {
    position: () => Promise.resolve(position),
    removedOrganisations: () => Promise.resolve(removedOrganisations),
    records: (ownerIds) => Promise.resolve(ownerIds.map((id) => records.get(id))),
    async ownersIn(organisation) {
      const found: string[] = [];
      for await (const some of store.owners()) {
        for (const ownerId of some) {
          const record = records.get(ownerId);
          if (record !== undefined && organisationIn(record) === organisation) found.push(ownerId);
        }
      }
      return found;
    },
    apply(change) {
      for (const [ownerId, { bytes }] of change.owners) {
        if (bytes === undefined) records.delete(ownerId);
        else records.set(ownerId, bytes);
      }
      for (const [organisation, date] of change.removedOrganisations) {
        removedOrganisations.set(organisation, date);
      }
      ({ position } = change);
      return Promise.resolve();
    },
    complete(ageMs) {
      completeAt = performance.now() - ageMs;
      return Promise.resolve();
    },
    clear() {
      records = createPackedRecords();
      removedOrganisations = new Map();
      position = undefined;
      completeAt = undefined;
      return Promise.resolve();
    },
  };

  const store: ReplicaStore = {
    isLeading: true,
    onNudge: undefined,
    read: (ownerIds) =>
      Promise.resolve({
        ageMs: completeAt === undefined ? undefined : performance.now() - completeAt,
        records: ownerIds.map((id) => records.get(id)),
        awaited: ownerIds.map(awaitedOf),
      }),
    awaitWrite(ownerId, write, forMs) {
      // In the order of time, or nearly: the first to go are looked at whenever one comes.
      for (const [id, { until }] of awaited) {
        if (until > performance.now()) break;
        awaited.delete(id);
      }
      awaited.delete(ownerId);
      awaited.set(ownerId, { write, until: performance.now() + forMs });
      return Promise.resolve();
    },
    async lead(follow, signal) {
      while (!signal.aborted) {
        await follow(writer, signal);
        await setTimeout(againMs, undefined, { signal }).catch(() => undefined);
      }
    },
    nudge() {
      store.onNudge?.();
    },
    size: () => Promise.resolve({ owners: records.count, bytes: records.bytes }),
    async *owners() {
      let some: string[] = [];
      for (const ownerId of records.owners()) {
        some.push(ownerId);
        if (some.length < batch) continue;
        yield some;
        some = [];
        await setImmediate();
      }
      if (some.length > 0) yield some;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return store;
}
