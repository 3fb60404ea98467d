import { Secret } from "../../src/lib/secret.js";
import { createMetrics } from "../../src/server/seeing/metrics.js";
import { createDiscovery } from "../../src/zitadel/discovery.js";
import { startZitadelHttp } from "../../src/zitadel/http.js";
import { createServiceCall, type ServiceCall } from "../../src/zitadel/service-call.js";
import { createServiceToken } from "../../src/zitadel/service-token.js";

export interface ServiceCalls extends AsyncDisposable {
  readonly call: ServiceCall;
}

/** Calls to a ZITADEL as a service user of this personal access token, each made once unless told otherwise. */
export function startServiceCalls(issuer: string, pat: string, retries = 0): ServiceCalls {
  const http = startZitadelHttp({
    connections: 4,
    timeoutMs: 10_000,
    retries,
    queue: 100,
    rate: undefined,
    ownCallMs: 20_000,
    watch: createMetrics(() => ({ queued: 0, inFlight: 0 })).upstream,
  });
  const discovery = createDiscovery(http, { issuer, apiUrl: issuer });
  const credential = { value: { kind: "token", token: new Secret(pat) } } as const;
  const token = createServiceToken(http, discovery, credential, { issuer, projectId: "1" });
  return {
    call: createServiceCall(http, token, issuer),
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
