import type { Config, ReplicaConfig } from "../config/config.js";
import type { Clock } from "../lib/clock.js";
import type { ChangeFeed, UserDirectory } from "../changes/change-feed.js";
import { createRecentEntries, type RecentEntries } from "../metadata/recent-entries.js";
import type { MetadataReader, MetadataSource } from "../metadata/source.js";
import type { OnUsersChanged } from "../changes/users-changed.js";
import type { WriteObserver } from "../changes/write-observer.js";
import { createWriteTracker } from "../replica/source/track-writes.js";
import { createMemoryStore } from "../replica/store/memory/memory-store.js";
import type { RedisTimings } from "../replica/store/redis/redis-store.js";
import type { ReplicaLog } from "../replica/log.js";
import type { ReplicaObserver } from "../replica/observer.js";
import { type Replica, startReplica } from "../replica/start-replica.js";
import type { ReplicaStore } from "../replica/store/store.js";
import { createChangeFeed } from "../zitadel/events/change-feed.js";
import { createFindRejected } from "../zitadel/metadata/read/find-rejected.js";
import { createListReader } from "../zitadel/metadata/read/list.js";
import { createServiceCall } from "../zitadel/api/service-call.js";
import { createUserDirectory } from "../zitadel/users/directory.js";
import { redisPrefix } from "./start-leases.js";
import type { ZitadelClients } from "./zitadel-clients.js";

export interface PrepareReplicaOptions {
  readonly clients: ZitadelClients;
  readonly config: Config;
  readonly log: ReplicaLog;
  readonly observer: ReplicaObserver;
  readonly clock: Clock;
  /** Time limits for Redis; the defaults are in redis-store.ts. */
  readonly redisTimings?: RedisTimings | undefined;
  /** Whether users are searched by this key; undefined: they are not searched at all. */
  readonly isIndexed?: ((key: string) => boolean) | undefined;
  /** Maximum number of concurrent list calls. */
  readonly listConcurrency?: number;
}

/** A replica that tracks writes but does not follow ZITADEL's events yet. */
export interface PreparedReplica {
  readonly store: ReplicaStore;
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
  /** Reads complete lists from ZITADEL, without a cache. */
  readonly lists: MetadataReader;
  readonly writeObserver: WriteObserver;
  /** Receives the entries that writes set, which the replica may lack. */
  readonly recentEntries: RecentEntries;
  /**
   * Starts to follow ZITADEL's events. The returned replica serves reads and passes the others to the source.
   * Disposing of it closes the store.
   */
  start(zitadel: MetadataSource, onUsersChanged: OnUsersChanged): Replica;
}

/** Low, so that the replica's own list calls leave connections to requests. */
const defaultListConcurrency = 8;

/** Returns undefined if no replica is configured. */
export async function prepareReplica(options: PrepareReplicaOptions): Promise<PreparedReplica | undefined> {
  const { clients, config, log, observer, clock, listConcurrency = defaultListConcurrency } = options;
  const { userApi, visibility, serviceToken } = clients;
  const { replica, zitadel, limits, requestTimeoutMs } = config;
  if (replica === undefined) return undefined;
  if (serviceToken === undefined) throw new TypeError("a replica requires a service user: see readReplica");
  const store = await openStore(options, replica.store);
  const recentEntries = createRecentEntries(clock, replica.allowedLatenessMs + replica.maxLagMs);
  const call = createServiceCall(clients.client, serviceToken, zitadel.apiUrl);
  const components = {
    store,
    feed: createChangeFeed(call),
    users: createUserDirectory(call),
    lists: createListReader(userApi, {
      // The replica stores users above MAX_USER_METADATA_BYTES, too; reads of them fail later.
      maxUserBytes: Number.POSITIVE_INFINITY,
      concurrency: listConcurrency,
      findRejected: createFindRejected(userApi.userExists, visibility, listConcurrency),
    }),
  };
  return {
    ...components,
    recentEntries,
    writeObserver: createWriteTracker(store, { ...replica, maxWriteMs: requestTimeoutMs }),
    start: (source, onUsersChanged) =>
      startReplica({
        ...replica,
        ...components,
        visibility,
        recentEntries,
        zitadel: source,
        maxUserBytes: limits.userMetadataBytes,
        log,
        observer,
        onUsersChanged,
        clock,
      }),
  };
}

async function openStore(
  { config, log, clock, redisTimings, isIndexed }: PrepareReplicaOptions,
  store: ReplicaConfig["store"],
): Promise<ReplicaStore> {
  if (store.kind === "memory") return createMemoryStore(log, clock, isIndexed);
  const { startRedisStore } = await import("../replica/store/redis/redis-store.js");
  const prefix = redisPrefix(config.zitadel);
  return startRedisStore({ url: store.url, prefix, log, clock, timings: redisTimings });
}
