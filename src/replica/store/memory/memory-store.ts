import type { Buffer } from "node:buffer";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../lib/clock.js";
import { createPendingWrites } from "../pending-writes.js";
import { findUsers } from "./find-users.js";
import { createRecordArena } from "./record-arena.js";
import { createValueIndex } from "./value-index.js";
import type { Checkpoint } from "../checkpoint.js";
import type { ReplicaLog } from "../../log.js";
import type { ReplicaStore, ReplicaWriter } from "../store.js";
import { decodeOrganization } from "../../record/decode.js";

/** User ids per batch. Between batches the event loop serves requests. */
const batchSize = 1000;
const restartDelayMs = 100;

/**
 * Stores the replica in the memory of this process. Each process has its own replica. `isIndexed`: whether users
 * are searched by this key; undefined: they are not searched at all.
 */
export function createMemoryStore(
  log: ReplicaLog,
  clock: Clock,
  isIndexed?: (key: string) => boolean,
): ReplicaStore {
  const records = createRecordArena();
  const index = isIndexed && createValueIndex(isIndexed);
  let checkpoint: Checkpoint | undefined;
  let removedOrganizations = new Map<string, number>();
  let caughtUpAt: number | undefined;
  let isLeading = false;
  const pendingWrites = createPendingWrites(clock);

  function setRecord(userId: string, bytes: Buffer | undefined): void {
    const before = records.get(userId);
    if (bytes !== undefined) records.set(userId, bytes);
    const user = records.users.numberOf(userId);
    if (user !== undefined) index?.update(user, before, bytes);
    if (bytes === undefined) records.delete(userId);
  }

  const writer: ReplicaWriter = {
    checkpoint: () => Promise.resolve(checkpoint),
    removedOrganizations: () => Promise.resolve(removedOrganizations),
    records: (userIds) => Promise.resolve(userIds.map((id) => records.get(id))),
    async userIdsIn(organization) {
      const found: string[] = [];
      for await (const userIds of store.userIds()) {
        for (const userId of userIds) {
          const record = records.get(userId);
          if (record !== undefined && decodeOrganization(record) === organization) found.push(userId);
        }
      }
      return found;
    },
    apply(batch) {
      for (const [userId, { bytes }] of batch.users) {
        setRecord(userId, bytes);
      }
      for (const [organization, date] of batch.removedOrganizations) {
        removedOrganizations.set(organization, date);
      }
      ({ checkpoint } = batch);
      if (checkpoint.isComplete && batch.users.size > 0) store.onUsersChanged?.([...batch.users.keys()]);
      return Promise.resolve();
    },
    now: () => Promise.resolve(clock.now()),
    markCaughtUp(at) {
      const isFirst = caughtUpAt === undefined;
      caughtUpAt = at;
      if (isFirst) store.onUsersChanged?.("all");
      return Promise.resolve();
    },
    clear() {
      records.clear();
      index?.clear();
      removedOrganizations = new Map();
      checkpoint = undefined;
      caughtUpAt = undefined;
      return Promise.resolve();
    },
  };

  const store: ReplicaStore = {
    get isLeading() {
      return isLeading;
    },
    onPollRequested: undefined,
    onUsersChanged: undefined,
    read: (userIds) =>
      Promise.resolve({
        ageMs: caughtUpAt === undefined ? undefined : clock.now() - caughtUpAt,
        records: userIds.map((id) => records.get(id)),
        pendingWrites: userIds.map((id) => pendingWrites.get(id)),
      }),
    recordPendingWrite(userId, write, ttlMs) {
      pendingWrites.add(userId, write, ttlMs);
      return Promise.resolve();
    },
    async runAsLeader(follow, signal) {
      isLeading = !signal.aborted;
      while (!signal.aborted) {
        await follow(writer, signal).catch((error: unknown) => {
          log.error({ err: error }, "replica loop restarted");
        });
        await clock.sleep(restartDelayMs, signal).catch(() => undefined);
      }
      isLeading = false;
    },
    triggerPoll() {
      store.onPollRequested?.();
    },
    size: () => Promise.resolve({ users: records.count, bytes: records.bytes + (index?.bytes ?? 0) }),
    findUsers: index && ((matches, after, signal) => findUsers(records, index, matches, after, signal)),
    async *userIds() {
      let batch: string[] = [];
      for (const userId of records.userIds()) {
        batch.push(userId);
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
        await setImmediate();
      }
      if (batch.length > 0) yield batch;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return store;
}
