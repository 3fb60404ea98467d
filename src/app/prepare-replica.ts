import type { Config, ReplicaConfig } from "../config/config.js";
import type { Clock } from "../lib/clock.js";
import type { ChangeFeed, UserDirectory } from "../changes/change-feed.js";
import type { MetadataReader, MetadataSource } from "../metadata/source.js";
import type { WriteObserver } from "../changes/write-observer.js";
import { createWriteTracker } from "../replica/source/track-writes.js";
import { createMemoryStore } from "../replica/store/memory/memory-store.js";
import type { RedisTimings } from "../replica/store/redis/redis-store.js";
import type { ReplicaLog } from "../replica/log.js";
import type { ReplicaObserver } from "../replica/observer.js";
import { type Replica, startReplica } from "../replica/start-replica.js";
import type { ReplicaStore } from "../replica/store/store.js";
import { createChangeFeed } from "../zitadel/events/change-feed.js";
import { createUserExists } from "../zitadel/users/user-exists.js";
import { createListReader } from "../zitadel/metadata/read/list.js";
import { createServiceCall } from "../zitadel/api/service-call.js";
import { createListVisibleUsers } from "../zitadel/users/visible-users.js";
import { createUserDirectory } from "../zitadel/users/directory.js";
import type { ZitadelClients } from "./zitadel-clients.js";

export interface PrepareReplicaOptions {
  readonly clients: ZitadelClients;
  readonly config: Config;
  readonly log: ReplicaLog;
  readonly watch: ReplicaObserver;
  readonly clock: Clock;
  /** Time limits for Redis; the defaults are in start-redis-store.ts. */
  readonly redisTimes?: RedisTimings | undefined;
  /** Lists that are made at a time. */
  readonly listConcurrency?: number;
}

/** A replica that is there for whoever writes, and does not follow yet. */
export interface PreparedReplica {
  readonly store: ReplicaStore;
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
  /** ZITADEL's lists, whole, with nothing kept. */
  readonly lists: MetadataReader;
  readonly writeWatch: WriteObserver;
  /** Follows from now on, and answers what it can of what the source is asked. Disposing of it closes the store. */
  start(zitadel: MetadataSource): Replica;
}

/** Lists for the replica itself are few: requests need theirs. */
const defaultListConcurrency = 8;

/** Undefined where none is configured. */
export async function prepareReplica(options: PrepareReplicaOptions): Promise<PreparedReplica | undefined> {
  const {
    clients,
    config,
    log,
    watch,
    clock,
    listConcurrency: listConcurrency = defaultListConcurrency,
  } = options;
  const { withApi, serviceToken } = clients;
  const { replica, zitadel, limits, requestTimeoutMs } = config;
  if (replica === undefined) return undefined;
  if (serviceToken === undefined) throw new TypeError("a replica needs a service user, see read-replica");
  const store = await openStore(options, replica.store);
  const call = createServiceCall(clients.http, serviceToken, zitadel.apiUrl);
  const parts = {
    store,
    feed: createChangeFeed(call),
    users: createUserDirectory(call),
    lists: createListReader(withApi, {
      // Whoever has more than is allowed to be shown has to be known, too.
      maxUserBytes: Number.POSITIVE_INFINITY,
      concurrency: listConcurrency,
      // v1 lists nothing of another organisation's users: that is not to pass for having nothing.
      userExists: createUserExists(withApi),
    }),
  };
  return {
    ...parts,
    writeWatch: createWriteTracker(store, { ...replica, maxWriteMs: requestTimeoutMs }),
    start: (source) =>
      startReplica({
        ...replica,
        ...parts,
        queryVisible: createListVisibleUsers(withApi),
        zitadel: source,
        visibilityTtlMs: zitadel.tokenCacheMs,
        maxUserBytes: limits.userMetadataBytes,
        log,
        observer: watch,
        clock,
      }),
  };
}

/** Several ZITADELs may have theirs in one Redis. */
async function openStore(
  { config, log, clock, redisTimes }: PrepareReplicaOptions,
  store: ReplicaConfig["store"],
): Promise<ReplicaStore> {
  if (store.kind === "memory") return createMemoryStore(log, clock);
  const { startRedisStore } = await import("../replica/store/redis/redis-store.js");
  const prefix = `zitadel-metadata:${new URL(config.zitadel.issuer).host}`;
  return startRedisStore({ url: store.url, prefix, log, clock, timings: redisTimes });
}
