import type { MetadataSource } from "../../src/metadata/source.js";
import type { WriteObserver } from "../../src/changes/write-observer.js";
import type { ServiceCall } from "../../src/zitadel/api/service-call.js";
import { createZitadelSource } from "../../src/zitadel/metadata/source.js";
import { startServiceApi } from "./start-service-api.js";
import { createTestClock, type TestClock } from "./test-clock.js";

export interface ServiceCalls extends AsyncDisposable {
  /** Stands still. A test must advance it for calls that wait or are retried. */
  readonly clock: TestClock;
  readonly call: ServiceCall;
  /** Creates a metadata source that reports its writes to this observer. */
  createSource(writeObserver: WriteObserver, api: "v1" | "v2"): MetadataSource;
}

/**
 * Starts a client that calls ZITADEL with this personal access token of a service user. It does not retry by
 * default.
 */
export function startServiceCalls(issuer: string, pat: string, retries = 0): ServiceCalls {
  const clock = createTestClock();
  const api = startServiceApi(issuer, pat, retries, clock);
  const { call, userinfo, client } = api;
  return {
    clock,
    call,
    createSource: (writeObserver, version) =>
      createZitadelSource(api.createApi(version), userinfo, {
        invalidateReads: client.invalidateReads,
        cache: undefined,
        selfReadOrder: ["list"],
        maxUserBytes: 1_000_000,
        concurrency: 4,
        writeObserver,
        clock,
      }),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}
