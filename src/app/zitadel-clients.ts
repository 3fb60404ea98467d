import type { Config } from "../config/config.js";
import { readVersion } from "../config/version.js";
import type { Clock } from "../lib/clock.js";
import { createDiscovery, type GetEndpoints } from "../zitadel/oidc/discovery.js";
import { startZitadelClient, type ZitadelClient } from "../zitadel/client/client.js";
import { createServiceToken, type ServiceToken } from "../zitadel/oidc/service-token.js";
import type { ClientObserver } from "../zitadel/client/observer.js";
import type { UserApi } from "../zitadel/api/user-api.js";
import { createUserinfo, type Userinfo } from "../zitadel/oidc/userinfo.js";
import type { OnVersionChange } from "../zitadel/api/detect-version.js";
import { createVisibility } from "../zitadel/users/visibility.js";
import type { Visibility } from "../metadata/visibility.js";
import { createUserApi } from "../zitadel/api/select-version.js";

/** The clients for calls to ZITADEL. Disposal closes the connections. */
export interface ZitadelClients extends AsyncDisposable {
  readonly client: ZitadelClient;
  readonly discovery: GetEndpoints;
  readonly userinfo: Userinfo;
  readonly serviceToken: ServiceToken | undefined;
  readonly userApi: UserApi;
  readonly visibility: Visibility;
  /** Detects the version of ZITADEL's API before the first call. */
  readonly detectVersion: () => Promise<void>;
}

export interface ZitadelClientsOptions {
  readonly observer: ClientObserver;
  readonly onVersionChange: OnVersionChange;
  readonly clock: Clock;
}

export function startZitadelClients(
  { zitadel, upstream, requestTimeoutMs, selectProxy }: Config,
  { observer, onVersionChange, clock }: ZitadelClientsOptions,
): ZitadelClients {
  const { issuer, apiUrl } = zitadel;
  const instanceHost = apiUrl === issuer ? undefined : new URL(issuer).host;
  // A call that hangs must time out before its request does. A call that is aborted together with its request
  // does not count as a failure of ZITADEL.
  const timeoutMs = Math.min(upstream.timeoutMs, Math.ceil(requestTimeoutMs * 0.9));
  const client = startZitadelClient({
    ...upstream,
    timeoutMs,
    serviceTimeoutMs: requestTimeoutMs,
    instanceHost,
    proxy: selectProxy(new URL(apiUrl)),
    userAgent: `zitadel-user-metadata-subgraph/${readVersion()}`,
    observer,
    clock,
  });
  const discovery = createDiscovery(client, { issuer, apiUrl }, clock);
  const userinfo = createUserinfo(client, discovery);
  const serviceToken =
    zitadel.serviceUser && createServiceToken(client, discovery, zitadel.serviceUser, zitadel, clock);
  const { api: userApi, detect: detectVersion } = createUserApi(
    { client, userinfo, serviceToken },
    { ...zitadel, onVersionChange },
    clock,
  );
  const visibility = createVisibility(userApi, zitadel.tokenCacheMs, clock);
  return {
    ...{ client, discovery, userinfo, serviceToken, userApi, visibility, detectVersion },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
