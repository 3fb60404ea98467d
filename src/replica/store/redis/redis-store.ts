import type { Clock } from "../../../lib/clock.js";
import type { Secret } from "../../../lib/secret.js";
import { createPendingWrites, retentionMs, latestWrite } from "../pending-writes.js";
import type { ReplicaLog } from "../../log.js";
import type { ReplicaStore } from "../store.js";
import { startConnectionMonitor } from "./connection-monitor.js";
import { withTimeout } from "./with-timeout.js";
import { createKeys } from "./keys.js";
import { createLeaderElection, releasedMessage, type LeaseTimings } from "./leader-election.js";
import { listUserIds } from "./scan-users.js";
import { readPage } from "./read.js";
import { measureSize } from "./memory-usage.js";
import { type ClientTimings, closeClient, startClient } from "./client.js";

const look = "look";

/** `answerMs`: nobody waits longer for Redis; `quietMs`: nobody asks for so long when it did not answer. */
const times = {
  ...{ connectMs: 2000, silenceMs: 5000, answerMs: 500, writeMs: 10_000, quietMs: 1000 },
  ...{ lockMs: 3000, keepMs: 1000, retryMs: 1000 },
};

export type RedisTimings = Partial<ClientTimings & LeaseTimings & { readonly cooldownMs: number }>;

interface RedisStoreOptions {
  /** `redis://` or `rediss://` with user, password and the number of a database. */
  readonly url: Secret;
  readonly prefix?: string;
  readonly log: ReplicaLog;
  readonly clock: Clock;
  readonly timings?: RedisTimings | undefined;
}

/**
 * The replica in Redis or Valkey, from version 6 on, for any number of instances. Answers at once, whether Redis is there or not, and connects by
 * itself. It needs a Redis that evicts nothing (maxmemory-policy noeviction): where a key is gone, the replica is emptied.
 *
 * A user of Redis' needs the keys `{prefix}:v1:*`, the channel `{prefix}:v1:nudges`, and these commands: del, eval, evalsha, exec, get, hdel, hget,
 * hgetall, hincrby, hlen, hmget, hset, memory|usage (not necessarily), mget, multi, publish, set, subscribe, time, unlink, zadd, zcard, zrangebylex,
 * zrem; select for a database of another number. A file of its own, so that ioredis is loaded only where this one is.
 */
export function startRedisStore(options: RedisStoreOptions): ReplicaStore {
  const { url, prefix = "zitadel-metadata", log, clock } = options;
  const all = { ...times, ...options.timings };
  const keys = createKeys(prefix);
  const client = startClient(url, all);
  const listener = startClient(url, all);
  const closing = new AbortController();
  const ownWrites = createPendingWrites(clock);
  let leading: Promise<void> | undefined;

  const ask = <T>(question: Promise<T>): Promise<T> => withTimeout(clock, all.commandTimeoutMs, question);
  const contact = startConnectionMonitor({
    ...{ client, url, log, clock, cooldownMs: all.cooldownMs },
    probe: () => ask(readPage(client, keys, [])),
    onReconnect: () => {
      turns.retryNow();
      subscribe();
    },
  });
  const turns = createLeaderElection({ client, keys, connection: contact, log, clock, timings: all });

  // The other connection tells how Redis is.
  listener.on("error", () => undefined);
  listener.on("ready", subscribe);
  listener.on("message", (_, word: string) => {
    if (word === releasedMessage) turns.retryNow();
    else if (turns.isLeading) store.onPollRequested?.();
  });

  function subscribe(): void {
    if (!contact.isAvailable || listener.status !== "ready") return;
    listener.subscribe(keys.signals).catch(contact.onRejected);
  }

  /** Undefined where Redis does not answer, or not in time: then it is not asked again for a while. */
  async function tryTo<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (!contact.isAvailable) return undefined;
    try {
      return await ask(act());
    } catch (error) {
      contact.onFailure(error);
      return undefined;
    }
  }

  const store: ReplicaStore = {
    onPollRequested: undefined,
    async read(ownerIds) {
      const page = await tryTo(() => readPage(client, keys, ownerIds));
      return (
        page && {
          ...page,
          pendingWrites: page.pendingWrites.map((write, n) =>
            latestWrite(write, ownWrites.get(ownerIds[n] ?? "")),
          ),
        }
      );
    },
    // Where Redis does not hear of it, other instances may answer without this write for as long as the replica is behind; this one knows of it.
    async recordPendingWrite(ownerId, write, forMs) {
      ownWrites.add(ownerId, write, forMs);
      const { changedAt } = write;
      const ms = Math.ceil(forMs);
      await tryTo(() =>
        client.recordPendingWrite(keys.pendingWrite(ownerId), changedAt ?? "", ms, ms + retentionMs),
      );
    },
    async runAsLeader(follow, signal) {
      leading = turns.run(follow, AbortSignal.any([signal, closing.signal]));
      await leading;
    },
    get isLeading() {
      return turns.isLeading;
    },
    // One that is lost costs a poll's time.
    triggerPoll() {
      void tryTo(() => client.publish(keys.signals, look));
    },
    size: () => tryTo(() => measureSize(client, keys)),
    async *userIds() {
      yield* listUserIds(async (range) => {
        try {
          return await ask(range(client, keys.index));
        } catch (error) {
          throw contact.onRejected(error);
        }
      });
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await leading;
      contact[Symbol.dispose]();
      await Promise.all([client, listener].map((one) => closeClient(one, clock)));
    },
  };
  return store;
}
