import type { Redis } from "ioredis";
import type { Clock } from "../../../lib/clock.js";
import { withSignal } from "../../../lib/with-signal.js";
import { type Batch, LeadershipLost, type ReplicaWriter } from "../store.js";
import { withTimeout } from "./with-timeout.js";
import { encodeChangedUsers } from "./changed-users.js";
import type { Keys } from "./keys.js";
import { listUserIdsIn } from "./scan-users.js";
import { decodeCheckpoint, decodeRemovedOrganizations, encodeState } from "./state-codec.js";
import type { RedisError } from "./errors.js";

/** Maximum number of users per script call. Redis accepts a million arguments; each user takes three. */
const maxUsersPerCall = 100_000;

/** The leader's lease at the time of its acquisition. */
export interface Lease {
  readonly id: string;
  /**
   * Number of writes so far. The revision in Redis differs if another process has written, or if Redis has
   * lost recent data in a restart.
   */
  readonly revision: string;
}

interface WriterOptions {
  readonly client: Redis;
  readonly keys: Keys;
  readonly lease: Lease;
  /** Aborts when the lease ends. */
  readonly signal: AbortSignal;
  readonly writeTimeoutMs: number;
  readonly onRejected: (error: unknown) => RedisError;
  readonly clock: Clock;
}

/**
 * Creates a writer for the duration of the lease. If the reply to a successful write is lost, the known
 * revision is outdated, and the next write throws LeadershipLost.
 */
export function createWriter(options: WriterOptions): ReplicaWriter {
  const { client, keys, lease, signal, writeTimeoutMs, onRejected, clock } = options;
  let { revision } = lease;
  const writeKeys = [keys.lease, keys.state, keys.records, keys.index];

  async function query<T>(reply: Promise<T>): Promise<T> {
    try {
      const timely = withTimeout(clock, writeTimeoutMs, reply);
      return await withSignal(signal, timely, () => new LeadershipLost("the lease has ended"));
    } catch (error) {
      throw error instanceof LeadershipLost ? error : onRejected(error);
    }
  }

  async function write(reply: Promise<unknown>): Promise<void> {
    const newRevision = await query(reply);
    if (typeof newRevision !== "string")
      throw new LeadershipLost("another process is the leader, or Redis has lost replica data");
    revision = newRevision;
  }

  function applyPart(
    state: readonly string[],
    users: readonly UserEntry[],
    isComplete: boolean,
  ): Promise<void> {
    const records: (string | Buffer)[] = [];
    const removed: string[] = [];
    for (const [id, { organization, bytes }] of users) {
      if (bytes === undefined) removed.push(organization, id);
      else records.push(organization, id, bytes);
    }
    const message = isComplete && users.length > 0 ? encodeChangedUsers(users.map(([id]) => id)) : "";
    const counted = [state.length, ...state, records.length / 3];
    const announced = [keys.signals, message];
    return write(client.applyBatch(...writeKeys, lease.id, revision, announced, counted, records, removed));
  }

  return {
    checkpoint: async () => decodeCheckpoint(await query(client.hgetall(keys.state))),
    removedOrganizations: async () => decodeRemovedOrganizations(await query(client.hgetall(keys.state))),
    async records(userIds) {
      if (userIds.length === 0) return [];
      const records = await query(client.hmgetBuffer(keys.records, ...userIds));
      return records.map((record) => record ?? undefined);
    },
    async userIdsIn(organization) {
      const found: string[] = [];
      for await (const ids of listUserIdsIn(organization, (range) => query(range(client, keys.index)))) {
        found.push(...ids);
      }
      return found;
    },
    async apply({ users, removedOrganizations, checkpoint }) {
      const remaining = [...users];
      // A page of the event log is never this large, but the removal of an organization can be. The checkpoint
      // is written last. If a part fails, the page is applied again, with the same result.
      const { isComplete } = checkpoint;
      while (remaining.length > maxUsersPerCall) {
        await applyPart([], remaining.splice(0, maxUsersPerCall), isComplete);
      }
      await applyPart(encodeState(checkpoint, removedOrganizations), remaining, isComplete);
    },
    async now() {
      const [seconds = 0, microseconds = 0] = await query(client.time());
      return seconds * 1000 + Math.floor(microseconds / 1000);
    },
    markCaughtUp(at) {
      const announced = [keys.signals, encodeChangedUsers("all")];
      return write(client.completeReplica(...writeKeys, lease.id, revision, Math.floor(at), announced));
    },
    clear: () => write(client.clearReplica(...writeKeys, lease.id, revision)),
  };
}

type UserEntry = Batch["users"] extends ReadonlyMap<infer Id, infer Update> ? readonly [Id, Update] : never;
