import { once } from "node:events";
import type { FastifyBaseLogger } from "fastify";
import { createAuthenticate } from "../auth/authenticate.js";
import { createTokenChecks } from "../auth/token-checks.js";
import type { Config } from "../config/config.js";
import { createDocuments } from "../graphql/documents.js";
import { type Clock, systemClock } from "../lib/clock.js";
import { createAccess } from "../metadata/access.js";
import { createGuardedSource } from "../metadata/guarded-source.js";
import { usesService } from "../metadata/policy.js";
import type { RedisTimes } from "../replica/redis/start-redis-store.js";
import type { ReplicaStatus } from "../replica/replica-watch.js";
import type { Replica } from "../replica/start-replica.js";
import { knock } from "../zitadel/discovery.js";
import { createOwnerCache } from "../zitadel/owner-cache.js";
import { createZitadelSource } from "../zitadel/zitadel-source.js";
import { checkServiceUser } from "./check-service-user.js";
import { createApollo } from "./apollo.js";
import { createArrival } from "./arrival.js";
import { watchConnections } from "./connections.js";
import { createGraphQLHandler } from "./graphql-handler.js";
import { createHealth } from "./health.js";
import { createHttpServer } from "./http.js";
import { createLogAudit } from "./seeing/log-audit.js";
import { createMetrics } from "./seeing/metrics.js";
import { seeOperations } from "./seeing/see-operations.js";
import { openReplica } from "./open-replica.js";
import { createInFlight } from "./in-flight.js";
import { sparingly } from "./sparingly.js";
import { startUpstream } from "./start-upstream.js";
import { createStop, type Stop } from "./stop.js";
import type { ZitadelEvents } from "./zitadel-events.js";
import { warnOfBeliefs } from "./warn-of-beliefs.js";
import { warnOfShortGrace } from "./warn-of-short-grace.js";

/** The running subgraph. Disposing of it lets what is in flight end, then closes all connections. */
export interface App extends AsyncDisposable {
  /** Where GraphQL is served. */
  readonly url: string;
  /** The same as disposing of it; it can serve on for a while before. */
  readonly stop: Stop;
}

export interface AppOptions {
  /** Ends what the start waits for. */
  readonly signal?: AbortSignal;
  /** Where all deadlines, limits and caches have their time from. */
  readonly clock?: Clock;
  /** Time limits for Redis: tests raise them, because a test clock does not control another process. */
  readonly redisTimes?: RedisTimes;
}

/** An idle instance asks ZITADEL at most so often whether a trouble is over. */
const lookAgainMs = 1000;

/**
 * Starts the subgraph, which listens before ZITADEL is there. Throws MISCONFIGURED when a ZITADEL answers that is not the one the
 * configuration names.
 */
export async function startApp(
  config: Config,
  log: FastifyBaseLogger,
  { signal = new AbortController().signal, clock = systemClock, redisTimes }: AppOptions = {},
): Promise<App> {
  const { zitadel, policy, upstream, limits, selfSources, cacheMs, requestTimeoutMs, host, port } = config;
  const { routerSecrets, corsOrigins } = config;
  const { apiUrl } = zitadel;
  const replicaStatus = config.replica && ((): ReplicaStatus | undefined => replica?.status());
  const metrics = createMetrics(() => http.load(), replicaStatus);
  const watch = metrics.upstream;
  const asked = startUpstream(config, watch, clock);
  const { http, discovery, sharedReads, userinfo, serviceToken, withApi } = asked;
  const documents = createDocuments(limits);
  const apollo = createApollo(config, documents.store, log);
  await apollo.start();
  const audit = createLogAudit(log);
  const opened = await openReplica({ asked, config, log, clock, redisTimes, watch: metrics.replica });
  const zitadelSource = createZitadelSource(withApi, userinfo, {
    sharedReads,
    cache: cacheMs > 0 ? createOwnerCache(cacheMs, watch, clock) : undefined,
    selfSources,
    maxOwnerBytes: limits.ownerBytes,
    // Enough that no connection has to wait for the next call.
    atOnce: 2 * upstream.connections,
    writeWatch: opened?.writeWatch,
    clock,
  });
  const replica = opened?.start(zitadelSource);
  const source = createGuardedSource(replica?.source ?? zitadelSource, createAccess(policy), audit);
  const tokens = createTokenChecks(
    { http, discovery, userinfo },
    {
      ...zitadel,
      asksAboutJwts: usesService(policy) && !zitadel.trustJwt,
      ownToken: serviceToken,
      watch: metrics.tokenChecked,
      clock,
    },
  );
  const authenticate = createAuthenticate(tokens.checks, usesService(policy));
  const inFlight = createInFlight(clock);
  const stopping = new AbortController();
  const arrival = createArrival({
    async meet() {
      await discovery();
      await Promise.all([tokens.ready(), withApi(() => Promise.resolve())]);
    },
    async greet() {
      if (serviceToken !== undefined && (usesService(policy) || config.replica !== undefined)) {
        await checkServiceUser(serviceToken, userinfo, log);
      }
    },
    log,
    apiUrl,
    signal: stopping.signal,
    clock,
  });
  const server = createHttpServer({
    log,
    bodyBytes: limits.bodyBytes,
    requestTimeoutMs,
    routerSecrets,
    corsOrigins,
    operations: seeOperations(
      metrics,
      createGraphQLHandler({
        apollo,
        documents,
        authenticate,
        source,
        audit,
        limits,
        requestTimeoutMs,
        inFlight,
        clock,
      }),
      clock,
    ),
    metrics,
    events: replica && eventsFor(replica, config, clock),
    health: createHealth({
      arrival,
      stopping: stopping.signal,
      trouble: () => http.trouble(),
      lookAgain: sparingly(() => knock(http, apiUrl), lookAgainMs, clock),
      replica: replicaStatus,
    }),
  });

  const stop = createStop({
    server,
    connections: watchConnections(server, clock),
    inFlight,
    arrival,
    stopping,
    graceMs: config.shutdown.graceMs,
    async closeRest() {
      await apollo.stop();
      await replica?.[Symbol.asyncDispose]();
      await asked[Symbol.asyncDispose]();
    },
    log,
    clock,
  });
  const dispose = (): Promise<void> => stop({ delayMs: 0 });

  try {
    warnOfBeliefs(config, log);
    warnOfShortGrace(config, log);
    const address = await server.listen({ host, port });
    await Promise.race([arrival.begin(), aborted(signal)]);
    return {
      url: `${address}/graphql`,
      stop,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function eventsFor(replica: Replica, { replica: settings }: Config, clock: Clock): ZitadelEvents | undefined {
  if (settings === undefined || settings.webhookKeys.length === 0) return undefined;
  return {
    keys: settings.webhookKeys,
    nudge: () => {
      replica.nudge();
    },
    clock,
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
