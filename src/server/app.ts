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
import { createSharedReads } from "../zitadel/shared-reads.js";
import type { UpstreamWatch } from "../zitadel/upstream-watch.js";
import type { WithApi } from "../zitadel/user-api.js";
import { createUserinfo } from "../zitadel/userinfo.js";
import { createWithApi } from "../zitadel/with-api.js";
import { createZitadelSource } from "../zitadel/zitadel-source.js";
import { checkServiceUser } from "./check-service-user.js";
import { createApollo } from "./apollo.js";
import { createGraphQLHandler } from "./graphql-handler.js";
import { createHealth } from "./health.js";
import { createHttpServer } from "./http.js";
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
  const watch: UpstreamWatch = {
    called: () => undefined,
    repeated: () => undefined,
    joined: () => undefined,
    overloaded: () => undefined,
    breakerTurned: () => undefined,
  };
  const http = startZitadelHttp({ ...upstream, ownCallMs: requestTimeoutMs, instanceHost, watch });
  const discovery = createDiscovery(http, { issuer, apiUrl });
  const apollo = createApollo(config, log);
  await apollo.start();
  const sharedReads = createSharedReads(watch);
  const userinfo = createUserinfo(http, discovery, sharedReads);
  const serviceToken = zitadel.service && createServiceToken(http, discovery, zitadel.service, zitadel);
  const withApi = createWithApi({ http, userinfo, serviceToken, sharedReads }, zitadel);
  const source = createGuardedSource(
    createZitadelSource(withApi, userinfo, {
      sharedReads,
      selfSources,
      maxOwnerBytes: limits.ownerBytes,
    }),
    createAccess(policy),
  );
  const checks = createTokenChecks(
    { http, discovery, userinfo },
    {
      ...zitadel,
      asksAboutJwts: usesService(policy) && !zitadel.trustJwt,
      ownToken: serviceToken,
    },
  );
  const authenticate = createAuthenticate(checks, usesService(policy));
  const server = createHttpServer({
    log,
    bodyBytes: limits.bodyBytes,
    requestTimeoutMs,
    routerSecrets,
    corsOrigins,
    handleGraphQL: createGraphQLHandler({ apollo, authenticate, source, limits, requestTimeoutMs }),
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
