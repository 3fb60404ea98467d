import { type Clock, systemClock } from "../../src/lib/clock.js";
import { Secret } from "../../src/lib/secret.js";
import { createMetrics } from "../../src/observability/metrics/metrics.js";
import { createDiscovery } from "../../src/zitadel/oidc/discovery.js";
import { startZitadelClient } from "../../src/zitadel/client/client.js";
import { createServiceCall, type ServiceCall } from "../../src/zitadel/api/service-call.js";
import { createServiceToken } from "../../src/zitadel/oidc/service-token.js";
import { createCoalescer, type Coalescer } from "../../src/zitadel/client/coalesce.js";
import type { WithApi } from "../../src/zitadel/api/user-api.js";
import { createUserinfo, type Userinfo } from "../../src/zitadel/oidc/userinfo.js";
import { createWithApi } from "../../src/zitadel/api/select-version.js";

/** ZITADEL's APIs as a service user with this personal access token has them. */
export interface ServiceApi extends AsyncDisposable {
  readonly call: ServiceCall;
  readonly withApi: (version: "v1" | "v2") => WithApi;
  readonly userinfo: Userinfo;
  readonly sharedReads: Coalescer;
}

/** Each call is made once, and by the system's clock, unless told otherwise. */
export function startServiceApi(
  issuer: string,
  pat: string,
  retries = 0,
  clock: Clock = systemClock,
): ServiceApi {
  const watch = createMetrics(() => ({ queued: 0, inFlight: 0 })).upstream;
  const http = startZitadelClient({
    connections: 8,
    timeoutMs: 10_000,
    retries,
    queue: 1000,
    rate: undefined,
    serviceTimeoutMs: 20_000,
    observer: watch,
    clock,
  });
  const discovery = createDiscovery(http, { issuer, apiUrl: issuer }, clock);
  const credential = { value: { kind: "token", token: new Secret(pat) } } as const;
  const project = { issuer, projectId: "1" };
  const serviceToken = createServiceToken(http, discovery, credential, project, clock);
  const sharedReads = createCoalescer(watch);
  const userinfo = createUserinfo(http, discovery, sharedReads);
  const upstream = { client: http, userinfo, serviceToken, coalescer: sharedReads };
  return {
    call: createServiceCall(http, serviceToken, issuer),
    withApi: (api) => createWithApi(upstream, { api, apiUrl: issuer, organizationId: undefined }, clock),
    userinfo,
    sharedReads,
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
