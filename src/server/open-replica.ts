import type { Config, ReplicaConfig } from "../config/config.js";
import type { Clock } from "../lib/clock.js";
import type { ChangeFeed, UserDirectory } from "../metadata/change-feed.js";
import type { MetadataReader, MetadataSource } from "../metadata/source.js";
import type { WriteWatch } from "../metadata/write-watch.js";
import { createWriteMarks } from "../replica/mark-writes.js";
import { createMemoryStore } from "../replica/memory-store.js";
import type { RedisTimes } from "../replica/redis/start-redis-store.js";
import type { ReplicaLog } from "../replica/replica-log.js";
import type { ReplicaWatch } from "../replica/replica-watch.js";
import { type Replica, startReplica } from "../replica/start-replica.js";
import type { ReplicaStore } from "../replica/store.js";
import { createChangeFeed } from "../zitadel/change-feed.js";
import { createKnows } from "../zitadel/knows.js";
import { createListSource } from "../zitadel/list-source.js";
import { createServiceCall } from "../zitadel/service-call.js";
import { createShownUsers } from "../zitadel/shown-users.js";
import { createUserDirectory } from "../zitadel/user-directory.js";
import type { Upstream } from "./start-upstream.js";

export interface OpenReplicaOptions {
  readonly asked: Upstream;
  readonly config: Config;
  readonly log: ReplicaLog;
  readonly watch: ReplicaWatch;
  readonly clock: Clock;
  /** Time limits for Redis; the defaults are in start-redis-store.ts. */
  readonly redisTimes?: RedisTimes | undefined;
  /** Lists that are made at a time. */
  readonly listsAtOnce?: number;
}

/** A replica that is there for whoever writes, and does not follow yet. */
export interface OpenReplica {
  readonly store: ReplicaStore;
  readonly feed: ChangeFeed;
  readonly users: UserDirectory;
  /** ZITADEL's lists, whole, with nothing kept. */
  readonly lists: MetadataReader;
  readonly writeWatch: WriteWatch;
  /** Follows from now on, and answers what it can of what the source is asked. Disposing of it closes the store. */
  start(zitadel: MetadataSource): Replica;
}

/** Lists for the replica itself are few: requests need theirs. */
const fewLists = 8;

/** Undefined where none is configured. */
export async function openReplica(options: OpenReplicaOptions): Promise<OpenReplica | undefined> {
  const { asked, config, log, watch, clock, listsAtOnce = fewLists } = options;
  const { withApi, serviceToken } = asked;
  const { replica, zitadel, limits, requestTimeoutMs } = config;
  if (replica === undefined) return undefined;
  if (serviceToken === undefined) throw new TypeError("a replica needs a service user, see read-replica");
  const store = await openStore(options, replica.store);
  const call = createServiceCall(asked.http, serviceToken, zitadel.apiUrl);
  const parts = {
    store,
    feed: createChangeFeed(call),
    users: createUserDirectory(call),
    lists: createListSource(withApi, {
      // Whoever has more than is allowed to be shown has to be known, too.
      maxOwnerBytes: Number.POSITIVE_INFINITY,
      atOnce: listsAtOnce,
      // v1 lists nothing of another organisation's users: that is not to pass for having nothing.
      knows: createKnows(withApi),
    }),
  };
  return {
    ...parts,
    writeWatch: createWriteMarks(store, { ...replica, longestWriteMs: requestTimeoutMs }),
    start: (source) =>
      startReplica({
        ...replica,
        ...parts,
        askShown: createShownUsers(withApi),
        zitadel: source,
        rememberShownMs: zitadel.tokenCacheMs,
        maxOwnerBytes: limits.ownerBytes,
        log,
        watch,
        clock,
      }),
  };
}

/** Several ZITADELs may have theirs in one Redis. */
async function openStore(
  { config, log, clock, redisTimes }: OpenReplicaOptions,
  store: ReplicaConfig["store"],
): Promise<ReplicaStore> {
  if (store.kind === "memory") return createMemoryStore(log, clock);
  const { startRedisStore } = await import("../replica/redis/start-redis-store.js");
  const prefix = `zitadel-metadata:${new URL(config.zitadel.issuer).host}`;
  return startRedisStore({ url: store.url, prefix, log, clock, times: redisTimes });
}
