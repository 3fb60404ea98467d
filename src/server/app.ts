import type { FastifyBaseLogger } from "fastify";
import { createAuthenticate } from "../auth/authenticate.js";
import { createTokenChecks } from "../auth/token-checks.js";
import type { Config } from "../config/config.js";
import { Failure } from "../lib/failure.js";
import { createAccess } from "../metadata/access.js";
import { createGuardedSource } from "../metadata/guarded-source.js";
import { usesService } from "../metadata/policy.js";
import { createServiceToken } from "../zitadel/service-token.js";
import { createDiscovery, type Discovery } from "../zitadel/discovery.js";
import { startZitadelHttp } from "../zitadel/http.js";
import type { WithApi } from "../zitadel/user-api.js";
import { createUserinfo } from "../zitadel/userinfo.js";
import { createWithApi } from "../zitadel/with-api.js";
import { createZitadelSource } from "../zitadel/zitadel-source.js";
import { checkServiceUser } from "./check-service-user.js";
import { createApollo } from "./apollo.js";
import { createGraphQLHandler } from "./graphql-handler.js";
import { createHealth } from "./health.js";
import { createHttpServer } from "./http.js";
import { createLogAudit } from "./seeing/log-audit.js";
import { createMetrics } from "./seeing/metrics.js";
import { seeOperations } from "./seeing/see-operations.js";
import { warnOfBeliefs } from "./warn-of-beliefs.js";

/** The running subgraph. Disposing of it lets what is in flight end, then closes all connections. */
export interface App extends AsyncDisposable {
  /** Where GraphQL is served. */
  readonly url: string;
}

/** Starts the subgraph. Throws MISCONFIGURED when a ZITADEL answers that is not the one the configuration names. */
export async function startApp(config: Config, log: FastifyBaseLogger): Promise<App> {
  const { zitadel, policy, upstream, limits, selfSources, requestTimeoutMs, host, port } = config;
  const { routerSecrets, corsOrigins } = config;
  const { issuer, apiUrl } = zitadel;
  const instanceHost = apiUrl === issuer ? undefined : new URL(issuer).host;
  // To be wired: `() => http.load()` here, and `watch: metrics.upstream` there.
  const metrics = createMetrics(() => ({ queued: Number.NaN, inFlight: Number.NaN }));
  const http = startZitadelHttp({ ...upstream, instanceHost });
  const discovery = createDiscovery(http, { issuer, apiUrl });
  const apollo = createApollo(config, log);
  await apollo.start();
  const userinfo = createUserinfo(http, discovery);
  const serviceToken = zitadel.service && createServiceToken(http, discovery, zitadel.service, zitadel);
  const withApi = createWithApi(http, userinfo, serviceToken, zitadel);
  const audit = createLogAudit(log);
  const source = createGuardedSource(
    createZitadelSource(withApi, userinfo, { selfSources, maxOwnerBytes: limits.ownerBytes }),
    createAccess(policy),
    audit,
  );
  const checks = createTokenChecks(http, discovery, {
    ...zitadel,
    asksAboutJwts: usesService(policy) && !zitadel.trustJwt,
    ownToken: serviceToken,
    watch: metrics.tokenChecked,
  });
  const authenticate = createAuthenticate(checks, usesService(policy));
  const server = createHttpServer({
    log,
    bodyBytes: limits.bodyBytes,
    requestTimeoutMs,
    routerSecrets,
    corsOrigins,
    operations: seeOperations(
      metrics,
      createGraphQLHandler({ apollo, authenticate, source, audit, limits, requestTimeoutMs }),
    ),
    metrics,
    health: createHealth(discovery),
  });

  async function close(): Promise<void> {
    // What is in flight has this long; a connection on which nothing comes must not keep the process.
    const force = setTimeout(() => {
      server.server.closeAllConnections();
    }, requestTimeoutMs);
    await server.close();
    clearTimeout(force);
    await apollo.stop();
    await http[Symbol.asyncDispose]();
  }

  try {
    warnOfBeliefs(config, log);
    const isThere = await meetZitadel(discovery, withApi, apiUrl, log);
    if (isThere && serviceToken !== undefined && usesService(policy)) {
      await checkServiceUser(serviceToken, userinfo, log);
    }
    const address = await server.listen({ host, port });
    return { url: `${address}/graphql`, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Finds out at the start what the first request would, and whether a ZITADEL is there. A ZITADEL that is not there yet may come; a wrong one stays wrong. */
async function meetZitadel(
  discovery: Discovery,
  withApi: WithApi,
  apiUrl: string,
  log: FastifyBaseLogger,
): Promise<boolean> {
  try {
    await discovery();
    await withApi(() => Promise.resolve());
    return true;
  } catch (error) {
    if (!(error instanceof Failure) || error.code === "MISCONFIGURED") throw error;
    log.warn({ code: error.code, apiUrl }, `serving before ZITADEL is there: ${error.message}`);
    return false;
  }
}
