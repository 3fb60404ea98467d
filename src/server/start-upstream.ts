import type { Config } from "../config/config.js";
import type { Clock } from "../lib/clock.js";
import { createDiscovery, type Discovery } from "../zitadel/discovery.js";
import { startZitadelHttp, type ZitadelHttp } from "../zitadel/http.js";
import { createServiceToken, type ServiceToken } from "../zitadel/service-token.js";
import { createSharedReads, type SharedReads } from "../zitadel/shared-reads.js";
import type { UpstreamWatch } from "../zitadel/upstream-watch.js";
import type { WithApi } from "../zitadel/user-api.js";
import { createUserinfo, type Userinfo } from "../zitadel/userinfo.js";
import { createWithApi } from "../zitadel/with-api.js";

/** What ZITADEL is asked by, whatever it is asked for. Disposing of it closes the connections. */
export interface Upstream extends AsyncDisposable {
  readonly http: ZitadelHttp;
  readonly discovery: Discovery;
  readonly sharedReads: SharedReads;
  readonly userinfo: Userinfo;
  readonly serviceToken: ServiceToken | undefined;
  readonly withApi: WithApi;
}

export function startUpstream(
  { zitadel, upstream, requestTimeoutMs }: Config,
  watch: UpstreamWatch,
  clock: Clock,
): Upstream {
  const { issuer, apiUrl } = zitadel;
  const instanceHost = apiUrl === issuer ? undefined : new URL(issuer).host;
  // A call that hangs must end before its request does: what ends with a request tells nothing of ZITADEL.
  const timeoutMs = Math.min(upstream.timeoutMs, Math.ceil(requestTimeoutMs * 0.9));
  const http = startZitadelHttp({
    ...upstream,
    timeoutMs,
    ownCallMs: requestTimeoutMs,
    instanceHost,
    watch,
    clock,
  });
  const discovery = createDiscovery(http, { issuer, apiUrl }, clock);
  const sharedReads = createSharedReads(watch);
  const userinfo = createUserinfo(http, discovery, sharedReads);
  const serviceToken =
    zitadel.service && createServiceToken(http, discovery, zitadel.service, zitadel, clock);
  const withApi = createWithApi({ http, userinfo, serviceToken, sharedReads }, zitadel, clock);
  return {
    ...{ http, discovery, sharedReads, userinfo, serviceToken, withApi },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
