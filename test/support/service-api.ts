import type { WriteObserver } from "../../src/changes/write-observer.js";
import { Secret } from "../../src/lib/secret.js";
import type { MetadataSource } from "../../src/metadata/source.js";
import { createMetrics } from "../../src/observability/metrics/metrics.js";
import { createVisibility } from "../../src/zitadel/users/visibility.js";
import { createUserApi } from "../../src/zitadel/api/select-version.js";
import { createServiceCall, type ServiceCall } from "../../src/zitadel/api/service-call.js";
import type { UserApi } from "../../src/zitadel/api/user-api.js";
import { startZitadelClient } from "../../src/zitadel/client/client.js";
import { createZitadelSource } from "../../src/zitadel/metadata/source.js";
import { createDiscovery } from "../../src/zitadel/oidc/discovery.js";
import { createServiceToken } from "../../src/zitadel/oidc/service-token.js";
import { createUserinfo } from "../../src/zitadel/oidc/userinfo.js";
import { createTestClock, type TestClock } from "./test-clock.js";

/** ZITADEL's APIs, called with the personal access token of a service user. */
export interface ServiceApi extends AsyncDisposable {
  /** Stands still. A test must advance it for calls that wait or are retried. */
  readonly clock: TestClock;
  readonly call: ServiceCall;
  readonly createApi: (version: "v1" | "v2") => UserApi;
  /** Creates a metadata source that reports its writes to this observer. */
  readonly createSource: (writeObserver: WriteObserver, version: "v1" | "v2") => MetadataSource;
}

/** Starts a client for the emulator. It does not retry by default. */
export function startServiceApi(issuer: string, pat: string, retries = 0): ServiceApi {
  const clock = createTestClock();
  const observer = createMetrics(() => ({ queued: 0, inFlight: 0 })).upstream;
  const client = startZitadelClient({
    connections: 8,
    timeoutMs: 10_000,
    retries,
    queue: 1000,
    rate: undefined,
    serviceTimeoutMs: 20_000,
    proxy: undefined,
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
  const createApi: ServiceApi["createApi"] = (api) =>
    createUserApi(
      upstream,
      { api, apiUrl: issuer, organizationId: undefined, onVersionChange: () => undefined },
      clock,
    ).api;
  return {
    clock,
    call: createServiceCall(client, serviceToken, issuer),
    createApi,
    createSource(writeObserver, version) {
      const api = createApi(version);
      return createZitadelSource(api, userinfo, {
        invalidateReads: client.invalidateReads,
        cache: undefined,
        visibility: createVisibility(api, 0, clock),
        selfReadOrder: ["list"],
        maxUserBytes: 1_000_000,
        concurrency: 4,
        writeObserver,
        clock,
      });
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
