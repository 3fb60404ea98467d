import type { FastifyBaseLogger } from "fastify";
import { createAccess } from "../access/access.js";
import { createGuardedSource, type GuardedSource } from "../access/guarded-source.js";
import type { OnUsersChanged } from "../changes/users-changed.js";
import type { Config } from "../config/config.js";
import type { Clock } from "../lib/clock.js";
import type { Metrics } from "../observability/metrics/metrics.js";
import type { Replica } from "../replica/start-replica.js";
import type { RedisTimings } from "../replica/store/redis/redis-store.js";
import { createValueRules } from "../typed-keys/value-rules.js";
import { createUserCache } from "../zitadel/metadata/read/cache.js";
import { createZitadelSource } from "../zitadel/metadata/source.js";
import { prepareReplica } from "./prepare-replica.js";
import { selectIndexedKeys } from "./indexed-keys.js";
import { startLeases } from "./start-leases.js";
import type { ZitadelClients } from "./zitadel-clients.js";

/** The source of metadata for resolvers. Disposal stops the replica and the write leases behind it. */
export interface RunningMetadataSource extends AsyncDisposable {
  readonly source: GuardedSource;
  readonly replica: Replica | undefined;
}

export interface MetadataSourceOptions {
  readonly log: FastifyBaseLogger;
  readonly onUsersChanged: OnUsersChanged;
  readonly clock: Clock;
  readonly redisTimings: RedisTimings | undefined;
}

/** ZITADEL or the replica, restricted by the access rules, with validation by the schema of typed keys. */
export async function startMetadataSource(
  config: Config,
  clients: ZitadelClients,
  metrics: Pick<Metrics, "upstream" | "replica">,
  { log, onUsersChanged, clock, redisTimings }: MetadataSourceOptions,
): Promise<RunningMetadataSource> {
  const { client, userinfo, userApi, visibility } = clients;
  const { cacheMs, typedKeys } = config;
  const access = createAccess(config.policy);
  const prepared = await prepareReplica({
    isIndexed: selectIndexedKeys(config, access),
    clients,
    config,
    log,
    clock,
    redisTimings,
    observer: metrics.replica,
  });
  const leases = await startLeases(config, log, clock, redisTimings);
  const cache = cacheMs > 0 ? createUserCache(cacheMs, metrics.upstream, clock) : undefined;
  const zitadelSource = createZitadelSource(userApi, userinfo, {
    invalidateReads: client.invalidateReads,
    cache,
    visibility,
    selfReadOrder: config.selfReadOrder,
    maxUserBytes: config.limits.userMetadataBytes,
    // Twice the connections, so that there is always a call for a free connection.
    concurrency: 2 * config.upstream.connections,
    writeObserver: prepared?.writeObserver,
    leases,
    recentEntries: prepared?.recentEntries,
    clock,
  });
  const replica = prepared?.start(zitadelSource, (changed) => {
    // The reads of subscriptions must neither join nor reuse a read that began before the change.
    for (const userId of changed === "all" ? [] : changed) {
      client.invalidateReads(userId);
      cache?.invalidate(userId);
    }
    onUsersChanged(changed);
  });
  return {
    source: createGuardedSource(
      replica?.source ?? zitadelSource,
      access,
      typedKeys && {
        valueRules: createValueRules(typedKeys),
        hasServiceUser: config.zitadel.serviceUser !== undefined,
      },
    ),
    replica,
    async [Symbol.asyncDispose]() {
      await replica?.[Symbol.asyncDispose]();
      await leases?.[Symbol.asyncDispose]();
    },
  };
}
