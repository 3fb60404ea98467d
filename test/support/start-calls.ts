import { Secret } from "../../src/lib/secret.js";
import type { MetadataSource } from "../../src/metadata/source.js";
import type { WriteWatch } from "../../src/metadata/write-watch.js";
import { createMetrics } from "../../src/server/seeing/metrics.js";
import { createDiscovery } from "../../src/zitadel/discovery.js";
import { startZitadelHttp } from "../../src/zitadel/http.js";
import { createServiceCall, type ServiceCall } from "../../src/zitadel/service-call.js";
import { createServiceToken } from "../../src/zitadel/service-token.js";
import { createSharedReads } from "../../src/zitadel/shared-reads.js";
import { createUserinfo } from "../../src/zitadel/userinfo.js";
import { createWithApi } from "../../src/zitadel/with-api.js";
import { createZitadelSource } from "../../src/zitadel/zitadel-source.js";

export interface ServiceCalls extends AsyncDisposable {
  readonly call: ServiceCall;
  /** Metadata, of which this is told when it is written. */
  sourceFor(writeWatch: WriteWatch, api: "v1" | "v2"): MetadataSource;
}

/** Calls to a ZITADEL as a service user of this personal access token, each made once unless told otherwise. */
export function startServiceCalls(issuer: string, pat: string, retries = 0): ServiceCalls {
  const watch = createMetrics(() => ({ queued: 0, inFlight: 0 })).upstream;
  const http = startZitadelHttp({
    connections: 4,
    timeoutMs: 10_000,
    retries,
    queue: 100,
    rate: undefined,
    ownCallMs: 20_000,
    watch,
  });
  const discovery = createDiscovery(http, { issuer, apiUrl: issuer });
  const credential = { value: { kind: "token", token: new Secret(pat) } } as const;
  const serviceToken = createServiceToken(http, discovery, credential, { issuer, projectId: "1" });
  return {
    call: createServiceCall(http, serviceToken, issuer),
    sourceFor(writeWatch, api) {
      const sharedReads = createSharedReads(watch);
      const userinfo = createUserinfo(http, discovery, sharedReads);
      const options = { api, apiUrl: issuer, organizationId: undefined };
      const withApi = createWithApi({ http, userinfo, serviceToken, sharedReads }, options);
      return createZitadelSource(withApi, userinfo, {
        sharedReads,
        cache: undefined,
        selfSources: ["list"],
        maxOwnerBytes: 1_000_000,
        atOnce: 4,
        writeWatch,
      });
    },
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  };
}
