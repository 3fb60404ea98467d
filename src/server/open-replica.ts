import type { FastifyBaseLogger } from "fastify";
import type { Config, ReplicaConfig } from "../config/config.js";
import type { MetadataSource } from "../metadata/source.js";
import type { WriteWatch } from "../metadata/write-watch.js";
import { createWriteMarks } from "../replica/mark-writes.js";
import { createMemoryStore } from "../replica/memory-store.js";
import type { ReplicaWatch } from "../replica/replica-watch.js";
import { type Replica, startReplica } from "../replica/start-replica.js";
import type { ReplicaStore } from "../replica/store.js";
import { createChangeFeed } from "../zitadel/change-feed.js";
import type { ZitadelHttp } from "../zitadel/http.js";
import { createListSource } from "../zitadel/list-source.js";
import { createServiceCall } from "../zitadel/service-call.js";
import type { ServiceToken } from "../zitadel/service-token.js";
import { createShownUsers } from "../zitadel/shown-users.js";
import type { WithApi } from "../zitadel/user-api.js";
import { createUserDirectory } from "../zitadel/user-directory.js";

export interface OpenReplicaOptions {
  readonly http: ZitadelHttp;
  readonly withApi: WithApi;
  readonly serviceToken: ServiceToken | undefined;
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly watch: ReplicaWatch;
}

/** A replica that is there for whoever writes, and does not follow yet. */
export interface OpenReplica {
  readonly writeWatch: WriteWatch;
  /** Follows from now on, and answers what it can of what the source is asked. */
  start(zitadel: MetadataSource): Replica;
}

/** Lists for the replica itself, of which few are made at a time. */
const listsAtOnce = 8;

/** Undefined where none is configured. */
export async function openReplica(options: OpenReplicaOptions): Promise<OpenReplica | undefined> {
  const { http, withApi, serviceToken, config, log, watch } = options;
  const { replica, zitadel, limits, requestTimeoutMs } = config;
  if (replica === undefined) return undefined;
  if (serviceToken === undefined) throw new TypeError("a replica needs a service user, see read-replica");
  const store = await openStore(replica.store, zitadel.issuer, log);
  const call = createServiceCall(http, serviceToken, zitadel.apiUrl);
  return {
    writeWatch: createWriteMarks(store, { ...replica, longestWriteMs: requestTimeoutMs }),
    start: (source) =>
      startReplica({
        ...replica,
        store,
        feed: createChangeFeed(call),
        users: createUserDirectory(call),
        // Whoever has more than is allowed to be shown has to be known, too.
        lists: createListSource(withApi, {
          maxOwnerBytes: Number.POSITIVE_INFINITY,
          atOnce: listsAtOnce,
        }),
        askShown: createShownUsers(withApi),
        zitadel: source,
        rememberShownMs: zitadel.tokenCacheMs,
        maxOwnerBytes: limits.ownerBytes,
        log,
        watch,
      }),
  };
}

/** Several ZITADELs may have theirs in one Redis. */
async function openStore(
  store: ReplicaConfig["store"],
  issuer: string,
  log: FastifyBaseLogger,
): Promise<ReplicaStore> {
  if (store.kind === "memory") return createMemoryStore(log);
  const { startRedisStore } = await import("../replica/redis/start-redis-store.js");
  return startRedisStore({ url: store.url, prefix: `zitadel-metadata:${new URL(issuer).host}`, log });
}
