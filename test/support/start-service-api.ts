import { type Clock, systemClock } from "../../src/lib/clock.js";
import { Secret } from "../../src/lib/secret.js";
import { createMetrics } from "../../src/observability/metrics/metrics.js";
import { createDiscovery } from "../../src/zitadel/oidc/discovery.js";
import { startZitadelClient, type ZitadelClient } from "../../src/zitadel/client/client.js";
import { createServiceCall, type ServiceCall } from "../../src/zitadel/api/service-call.js";
import { createServiceToken } from "../../src/zitadel/oidc/service-token.js";
import type { UserApi } from "../../src/zitadel/api/user-api.js";
import { createUserinfo, type Userinfo } from "../../src/zitadel/oidc/userinfo.js";
import { createUserApi } from "../../src/zitadel/api/select-version.js";

/** ZITADEL's APIs, called with the personal access token of a service user. */
export interface ServiceApi extends AsyncDisposable {
  readonly call: ServiceCall;
  readonly createApi: (version: "v1" | "v2") => UserApi;
  readonly userinfo: Userinfo;
  readonly client: ZitadelClient;
}

/** Starts the client. By default it does not retry and uses the system clock. */
export function startServiceApi(
  issuer: string,
  pat: string,
  retries = 0,
  clock: Clock = systemClock,
): ServiceApi {
  const observer = createMetrics(() => ({ queued: 0, inFlight: 0 })).upstream;
  const client = startZitadelClient({
    connections: 8,
    timeoutMs: 10_000,
    retries,
    queue: 1000,
    rate: undefined,
    serviceTimeoutMs: 20_000,
    userAgent: "test",
    observer,
    clock,
  });
  const discovery = createDiscovery(client, { issuer, apiUrl: issuer }, clock);
  const credential = { value: { kind: "token", token: new Secret(pat) } } as const;
  const project = { issuer, projectId: "1" };
  const serviceToken = createServiceToken(client, discovery, credential, project, clock);
  const userinfo = createUserinfo(client, discovery);
  const upstream = { client, userinfo, serviceToken };
  return {
    call: createServiceCall(client, serviceToken, issuer),
    createApi: (api) =>
      createUserApi(upstream, { api, apiUrl: issuer, organizationId: undefined }, clock).api,
    userinfo,
    client,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
