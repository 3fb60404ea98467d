import { Secret } from "../../src/lib/secret.js";
import type { MetadataSource } from "../../src/metadata/source.js";
import { createMetrics } from "../../src/server/seeing/metrics.js";
import { createDiscovery } from "../../src/zitadel/discovery.js";
import { startZitadelHttp } from "../../src/zitadel/http.js";
import { createOrganisations } from "../../src/zitadel/organisations.js";
import { createServiceCall, type ServiceCall } from "../../src/zitadel/service-call.js";
import { createServiceToken } from "../../src/zitadel/service-token.js";
import { createSharedReads } from "../../src/zitadel/shared-reads.js";
import type { WithApi } from "../../src/zitadel/user-api.js";
import { createUserinfo } from "../../src/zitadel/userinfo.js";
import { createWithApi } from "../../src/zitadel/with-api.js";

/** ZITADEL's APIs as a service user with this personal access token has them. */
export interface ServiceApi extends AsyncDisposable {
  readonly call: ServiceCall;
  readonly withApi: WithApi;
  readonly organisationsOf: MetadataSource["organisationsOf"];
}

export function startServiceApi(issuer: string, pat: string): ServiceApi {
  const watch = createMetrics(() => ({ queued: 0, inFlight: 0 })).upstream;
  const http = startZitadelHttp({
    connections: 8,
    timeoutMs: 10_000,
    retries: 0,
    queue: 1000,
    rate: undefined,
    ownCallMs: 20_000,
    watch,
  });
  const discovery = createDiscovery(http, { issuer, apiUrl: issuer });
  const credential = { value: { kind: "token", token: new Secret(pat) } } as const;
  const serviceToken = createServiceToken(http, discovery, credential, { issuer, projectId: "1" });
  const sharedReads = createSharedReads(watch);
  const userinfo = createUserinfo(http, discovery, sharedReads);
  const withApi = createWithApi(
    { http, userinfo, serviceToken, sharedReads },
    { api: "v2", apiUrl: issuer, organizationId: undefined },
  );
  return {
    call: createServiceCall(http, serviceToken, issuer),
    withApi,
    organisationsOf: createOrganisations(withApi),
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
