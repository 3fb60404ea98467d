import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../lib/clock.js";
import { createAwaitedWrites } from "../pending-writes.js";
import { createPackedRecords } from "./record-arena.js";
import type { Position } from "../checkpoint.js";
import type { ReplicaLog } from "../../log.js";
import type { ReplicaStore, ReplicaWriter } from "../store.js";
import { organisationIn } from "../../record/decode.js";

/** How many owners are given at a time; requests have their turn between. */
const batch = 1000;
const againMs = 100;

/** The replica in this process, for this process. */
export function createMemoryStore(log: ReplicaLog, clock: Clock): ReplicaStore {
  const records = createPackedRecords();
  let position: Position | undefined;
  let removedOrganisations = new Map<string, number>();
  let completeAt: number | undefined;
  let isLeading = false;
  const awaited = createAwaitedWrites(clock);

  const writer: ReplicaWriter = {
    position: () => Promise.resolve(position),
    removedOrganisations: () => Promise.resolve(removedOrganisations),
    records: (ownerIds) => Promise.resolve(ownerIds.map((id) => records.get(id))),
    async ownersIn(organisation) {
      const found: string[] = [];
      for await (const some of store.userIds()) {
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
    now: () => Promise.resolve(clock.now()),
    markCaughtUp(at) {
      completeAt = at;
      return Promise.resolve();
    },
    clear() {
      records.clear();
      removedOrganisations = new Map();
      position = undefined;
      completeAt = undefined;
      return Promise.resolve();
    },
  };

  const store: ReplicaStore = {
    get isLeading() {
      return isLeading;
    },
    onPollRequested: undefined,
    read: (ownerIds) =>
      Promise.resolve({
        ageMs: completeAt === undefined ? undefined : clock.now() - completeAt,
        records: ownerIds.map((id) => records.get(id)),
        awaited: ownerIds.map((id) => awaited.of(id)),
      }),
    awaitWrite(ownerId, write, forMs) {
      awaited.add(ownerId, write, forMs);
      return Promise.resolve();
    },
    async runAsLeader(follow, signal) {
      isLeading = !signal.aborted;
      while (!signal.aborted) {
        await follow(writer, signal).catch((error: unknown) => {
          log.error({ err: error }, "replica loop restarted");
        });
        await clock.sleep(againMs, signal).catch(() => undefined);
      }
      isLeading = false;
    },
    triggerPoll() {
      store.onPollRequested?.();
    },
    size: () => Promise.resolve({ owners: records.count, bytes: records.bytes }),
    async *userIds() {
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
