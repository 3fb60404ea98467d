import type { Clock } from "../../../lib/clock.js";
import type { Secret } from "../../../lib/secret.js";
import { createPendingWrites, retentionMs, latestWrite } from "../pending-writes.js";
import type { ReplicaLog } from "../../log.js";
import type { ReplicaStore } from "../store.js";
import { startConnectionMonitor } from "./connection-monitor.js";
import { withTimeout } from "./with-timeout.js";
import { decodeChangedUsers } from "./changed-users.js";
import { createKeys } from "./keys.js";
import { createLeaderElection, releasedMessage, type LeaseTimings } from "./leader-election.js";
import { listUserIds } from "./scan-users.js";
import { readPage } from "./read.js";
import { measureSize } from "./memory-usage.js";
import { type ClientTimings, closeClient, startClient } from "./client.js";

/** Message that triggers a poll of ZITADEL by the leader. */
const pollMessage = "poll";

export type RedisTimings = Partial<
  ClientTimings &
    LeaseTimings & {
      /** Delay between a failure and the next probe. Meanwhile, no commands are sent. */
      readonly cooldownMs: number;
    }
>;

const defaultTimings = {
  ...{ connectTimeoutMs: 2000, socketTimeoutMs: 5000, commandTimeoutMs: 500, writeTimeoutMs: 10_000 },
  ...{ cooldownMs: 1000, leaseMs: 3000, renewIntervalMs: 1000, acquireIntervalMs: 1000 },
};

interface RedisStoreOptions {
  /** `redis://` or `rediss://` with user, password and database number. */
  readonly url: Secret;
  readonly prefix?: string;
  readonly log: ReplicaLog;
  readonly clock: Clock;
  readonly timings?: RedisTimings | undefined;
}

/**
 * Stores the replica in Redis or Valkey, version 6 or later, shared by any number of processes. Returns
 * immediately, and connects in the background. Redis must not evict keys (`maxmemory-policy noeviction`):
 * after an eviction, the replica is cleared and rebuilt.
 *
 * The Redis user needs the keys `{prefix}:v1:*`, the channel `{prefix}:v1:signals`, and these commands: del,
 * eval, evalsha, exec, get, hdel, hget, hgetall, hincrby, hlen, hmget, hset, memory|usage (optional), mget,
 * multi, publish, set, subscribe, time, unlink, zadd, zcard, zrangebylex, zrem; with a database number, also
 * select.
 *
 * This module is imported dynamically, so that ioredis is only loaded if the replica uses Redis.
 */
export function startRedisStore(options: RedisStoreOptions): ReplicaStore {
  const { url, prefix = "zitadel-metadata", log, clock } = options;
  const timings = { ...defaultTimings, ...options.timings };
  const keys = createKeys(prefix);
  const client = startClient(url, timings);
  const subscriber = startClient(url, timings);
  const closing = new AbortController();
  const localWrites = createPendingWrites(clock);
  let leadership: Promise<void> | undefined;

  const timed = <T>(reply: Promise<T>): Promise<T> => withTimeout(clock, timings.commandTimeoutMs, reply);
  const connection = startConnectionMonitor({
    ...{ client, url, log, clock, cooldownMs: timings.cooldownMs },
    probe: () => timed(readPage(client, keys, [])),
    onReconnect: () => {
      election.retryNow();
      subscribe();
    },
  });
  const election = createLeaderElection({ client, keys, connection, log, clock, timings });

  // The monitor of `client` already reports connection errors.
  subscriber.on("error", () => undefined);
  subscriber.on("ready", subscribe);
  subscriber.on("message", (_, message: string) => {
    const changed = decodeChangedUsers(message);
    if (changed !== undefined) store.onUsersChanged?.(changed);
    else if (message === releasedMessage) election.retryNow();
    else if (election.isLeading) store.onPollRequested?.();
  });

  function subscribe(): void {
    if (!connection.isAvailable || subscriber.status !== "ready") return;
    // Announcements were lost while this process was not subscribed.
    subscriber.subscribe(keys.signals).then(() => store.onUsersChanged?.("all"), connection.onRejected);
  }

  /**
   * Resolves to undefined if Redis is unavailable. A failure or timeout makes it unavailable for the
   * cooldown.
   */
  async function tryCommand<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (!connection.isAvailable) return undefined;
    try {
      return await timed(command());
    } catch (error) {
      connection.onFailure(error);
      return undefined;
    }
  }

  const store: ReplicaStore = {
    onPollRequested: undefined,
    onUsersChanged: undefined,
    async read(userIds) {
      const page = await tryCommand(() => readPage(client, keys, userIds));
      return (
        page && {
          ...page,
          pendingWrites: page.pendingWrites.map((write, n) =>
            latestWrite(write, localWrites.get(userIds[n] ?? "")),
          ),
        }
      );
    },
    // If Redis does not store the write, only this process has its mark. Reads through other processes may
    // lack it until the replica has caught up.
    async recordPendingWrite(userId, write, ttlMs) {
      localWrites.add(userId, write, ttlMs);
      const { changedAt } = write;
      const ms = Math.ceil(ttlMs);
      await tryCommand(() =>
        client.recordPendingWrite(keys.pendingWrite(userId), changedAt ?? "", ms, ms + retentionMs),
      );
    },
    async runAsLeader(follow, signal) {
      leadership = election.run(follow, AbortSignal.any([signal, closing.signal]));
      await leadership;
    },
    get isLeading() {
      return election.isLeading;
    },
    // A lost message delays the poll by at most one polling interval.
    triggerPoll() {
      void tryCommand(() => client.publish(keys.signals, pollMessage));
    },
    size: () => tryCommand(() => measureSize(client, keys)),
    // ZITADEL searches: see docs/adr/0015-search-index.md.
    findUsers: undefined,
    async *userIds() {
      yield* listUserIds(async (range) => {
        try {
          return await timed(range(client, keys.index));
        } catch (error) {
          throw connection.onRejected(error);
        }
      });
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await leadership;
      connection[Symbol.dispose]();
      await Promise.all([client, subscriber].map((redis) => closeClient(redis, clock)));
    },
  };
  return store;
}
