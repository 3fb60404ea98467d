import type { FastifyBaseLogger } from "fastify";
import { createAuthenticate } from "../auth/authenticate.js";
import { createTokenChecks } from "../auth/token-checks.js";
import type { Config } from "../config/config.js";
import { createDocumentCache } from "../graphql/execution/document-cache.js";
import { type Clock, systemClock } from "../lib/clock.js";
import type { RedisTimings } from "../replica/store/redis/redis-store.js";
import type { ReplicaStatus } from "../replica/observer.js";
import type { Replica } from "../replica/start-replica.js";
import { ping } from "../zitadel/oidc/discovery.js";
import { createApollo } from "./create-apollo.js";
import { createSubscriptions } from "./create-subscriptions.js";
import { listen } from "./listen.js";
import { createStartupChecks } from "../lifecycle/startup-checks.js";
import { logVersionChange } from "../lifecycle/log-version-change.js";
import { createReadiness } from "../lifecycle/readiness.js";
import { trackConnections } from "../lifecycle/connections.js";
import { createForwardAuthHandler } from "../http/forward-auth/handler.js";
import { createGraphQLHandler } from "../http/graphql-handler.js";
import { createHealth } from "../lifecycle/health.js";
import { createHttpServer } from "../http/server.js";
import { createFindRejection } from "../http/request-guard.js";
import { createAuditLog } from "../observability/audit-log.js";
import { createSubscriptionLog } from "../observability/subscription-log.js";
import { createSubscriptionRegistry } from "../subscriptions/registry.js";
import { createMetrics } from "../observability/metrics/metrics.js";
import { instrumentOperations } from "../observability/instrument-operations.js";
import { startMetadataSource } from "./start-metadata-source.js";
import { createInFlight } from "../lifecycle/in-flight.js";
import { waitForAbort } from "../lib/wait-for-abort.js";
import { serviceUserChecks } from "./service-user-checks.js";
import { usesServiceUser } from "./uses-service-user.js";
import { startZitadelClients } from "./zitadel-clients.js";
import { createShutdown, type Shutdown } from "../lifecycle/shutdown.js";
import type { WebhookRoute } from "../http/webhook-route.js";
import { warnAboutConfig } from "../lifecycle/config-warnings.js";

/** The running subgraph. Disposal waits for in-flight requests, then closes all connections. */
export interface App extends AsyncDisposable {
  /** URL of the GraphQL endpoint. */
  readonly url: string;
  /** Disposes of the app; can accept requests for a while first. */
  readonly stop: Shutdown;
}

export interface AppOptions {
  /** Aborts the first connection to ZITADEL. */
  readonly signal?: AbortSignal;
  /** The clock of all deadlines, limits and caches. */
  readonly clock?: Clock;
  /** Time limits for Redis: tests raise them, because a test clock does not control another process. */
  readonly redisTimings?: RedisTimings;
}

/**
 * Starts the subgraph. It listens even if ZITADEL is not reachable yet. Throws MISCONFIGURED if the server at
 * the API URL is not the ZITADEL instance of the configuration.
 */
export async function createApp(
  config: Config,
  log: FastifyBaseLogger,
  { signal = new AbortController().signal, clock = systemClock, redisTimings }: AppOptions = {},
): Promise<App> {
  const { zitadel, limits, requestTimeoutMs, host, port } = config;
  const replicaStatus = config.replica && ((): ReplicaStatus | undefined => replica?.status());
  const metrics = createMetrics(() => client.stats(), replicaStatus);
  const clients = startZitadelClients(config, {
    observer: metrics.upstream,
    onVersionChange: logVersionChange(log),
    clock,
  });
  const { client, discovery, userinfo } = clients;
  const documents = createDocumentCache(limits);
  const apollo = createApollo(config, documents, log);
  await apollo.start();
  const registry = createSubscriptionRegistry(config.subscriptions);
  const metadata = await startMetadataSource(config, clients, metrics, {
    ...{ log, clock, redisTimings },
    onUsersChanged: registry.onUsersChanged,
  });
  const { source, replica } = metadata;
  const tokenChecks = createTokenChecks(
    { http: client, discovery, userinfo },
    {
      ...zitadel,
      introspectsJwts: usesServiceUser(config) && !zitadel.skipJwtIntrospection,
      onCheck: metrics.tokenChecked,
      clock,
    },
  );
  const startupChecks = createStartupChecks(
    [...tokenChecks.startupChecks, ...serviceUserChecks(config, clients)],
    log,
  );
  const authenticate = createAuthenticate(tokenChecks.check, usesServiceUser(config));
  const inFlight = createInFlight();
  const requestOptions = { authenticate, requestTimeoutMs, inFlight, clock };
  const forwardAuth = createForwardAuthHandler({ keys: config.forwardAuth, source, ...requestOptions });
  const executeOptions = { ...requestOptions, apollo, source, audit: createAuditLog(log), limits };
  const subscriptions = createSubscriptions(config, {
    ...executeOptions,
    ...{ documents, registry, log },
    observer: createSubscriptionLog(log, metrics.subscriptions),
  });
  const stopping = new AbortController();
  const readiness = createReadiness({
    async connect() {
      await discovery();
      await Promise.all([tokenChecks.preload(), clients.detectVersion()]);
    },
    onReady: () => startupChecks.run(),
    log,
    apiUrl: zitadel.apiUrl,
    signal: stopping.signal,
    clock,
  });
  const operations = instrumentOperations(
    metrics,
    createGraphQLHandler({
      ...executeOptions,
      documents,
      subscriptions: subscriptions?.handler,
      routerCacheMs: config.routerCacheMs,
    }),
    clock,
  );
  const findRejection = createFindRejection(config.routerSecrets);
  const server = createHttpServer({
    log,
    bodyBytes: limits.bodyBytes,
    requestTimeoutMs,
    findRejection,
    corsOrigins: config.corsOrigins,
    operations,
    forwardAuth:
      config.forwardAuth.length === 0
        ? undefined
        : instrumentOperations(metrics, forwardAuth, clock, "forward_auth"),
    metrics,
    webhook: replica && createWebhookRoute(replica, config, clock),
    health: createHealth({
      readiness,
      stopping: stopping.signal,
      upstreamFailures() {
        const startupFailure = startupChecks.failure();
        return [...client.recentFailures(), ...(startupFailure === undefined ? [] : [startupFailure])];
      },
      async probe() {
        await ping(client, zitadel.apiUrl);
        await startupChecks.repeatFailed();
      },
      replica: replicaStatus,
      clock,
    }),
  });

  subscriptions?.startWebSockets(server, findRejection, operations);
  const stop = createShutdown({
    server,
    connections: trackConnections(server, clock),
    inFlight,
    readiness,
    stopping,
    graceMs: config.shutdown.graceMs,
    endSubscriptions: () => subscriptions?.end(),
    async closeResources() {
      await apollo.stop();
      await metadata[Symbol.asyncDispose]();
      await clients[Symbol.asyncDispose]();
    },
    log,
    clock,
  });
  const dispose = (): Promise<void> => stop({ delayMs: 0 });

  try {
    warnAboutConfig(config, log);
    const address = await listen(server, { host, port });
    await Promise.race([readiness.start(), waitForAbort(signal)]);
    return { url: `${address}/graphql`, stop, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function createWebhookRoute(
  replica: Replica,
  { replica: settings }: Config,
  clock: Clock,
): WebhookRoute | undefined {
  if (settings === undefined || settings.webhookKeys.length === 0) return undefined;
  return {
    keys: settings.webhookKeys,
    triggerPoll: () => {
      replica.triggerPoll();
    },
    clock,
  };
}
