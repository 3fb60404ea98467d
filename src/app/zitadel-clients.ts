import type { Config } from "../config/config.js";
import type { Clock } from "../lib/clock.js";
import { createDiscovery, type GetEndpoints } from "../zitadel/oidc/discovery.js";
import { startZitadelClient, type ZitadelClient } from "../zitadel/client/client.js";
import { createServiceToken, type ServiceToken } from "../zitadel/oidc/service-token.js";
import { createCoalescer, type Coalescer } from "../zitadel/client/coalesce.js";
import type { ClientObserver } from "../zitadel/client/observer.js";
import type { WithApi } from "../zitadel/api/user-api.js";
import { createUserinfo, type Userinfo } from "../zitadel/oidc/userinfo.js";
import { createWithApi } from "../zitadel/api/select-version.js";

/** What ZITADEL is asked by, whatever it is asked for. Disposing of it closes the connections. */
export interface ZitadelClients extends AsyncDisposable {
  readonly http: ZitadelClient;
  readonly discovery: GetEndpoints;
  readonly sharedReads: Coalescer;
  readonly userinfo: Userinfo;
  readonly serviceToken: ServiceToken | undefined;
  readonly withApi: WithApi;
}

export function startZitadelClients(
  { zitadel, upstream, requestTimeoutMs }: Config,
  watch: ClientObserver,
  clock: Clock,
): ZitadelClients {
  const { issuer, apiUrl } = zitadel;
  const instanceHost = apiUrl === issuer ? undefined : new URL(issuer).host;
  // A call that hangs must end before its request does: what ends with a request tells nothing of ZITADEL.
  const timeoutMs = Math.min(upstream.timeoutMs, Math.ceil(requestTimeoutMs * 0.9));
  const http = startZitadelClient({
    ...upstream,
    timeoutMs,
    serviceTimeoutMs: requestTimeoutMs,
    instanceHost,
    observer: watch,
    clock,
  });
  const discovery = createDiscovery(http, { issuer, apiUrl }, clock);
  const sharedReads = createCoalescer(watch);
  const userinfo = createUserinfo(http, discovery, sharedReads);
  const serviceToken =
    zitadel.serviceUser && createServiceToken(http, discovery, zitadel.serviceUser, zitadel, clock);
  const withApi = createWithApi(
    { client: http, userinfo, serviceToken, coalescer: sharedReads },
    zitadel,
    clock,
  );
  return {
    ...{ http, discovery, sharedReads, userinfo, serviceToken, withApi },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
