import type { MetadataSource } from "../../src/metadata/source.js";
import type { WriteObserver } from "../../src/changes/write-observer.js";
import type { ServiceCall } from "../../src/zitadel/api/service-call.js";
import { createZitadelSource } from "../../src/zitadel/metadata/source.js";
import { startServiceApi } from "./start-service-api.js";
import { createTestClock, type TestClock } from "./test-clock.js";

export interface ServiceCalls extends AsyncDisposable {
  /** Stands still: a call that waits, or is made again, needs a test that moves it. */
  readonly clock: TestClock;
  readonly call: ServiceCall;
  /** Metadata, of which this is told when it is written. */
  sourceFor(writeWatch: WriteObserver, api: "v1" | "v2"): MetadataSource;
}

/** Calls to a ZITADEL as a service user of this personal access token, each made once unless told otherwise. */
export function startServiceCalls(issuer: string, pat: string, retries = 0): ServiceCalls {
  const clock = createTestClock();
  const api = startServiceApi(issuer, pat, retries, clock);
  const { call, userinfo, sharedReads } = api;
  return {
    clock,
    call,
    sourceFor: (writeWatch, version) =>
      createZitadelSource(api.withApi(version), userinfo, {
        coalescer: sharedReads,
        cache: undefined,
        selfReadOrder: ["list"],
        maxUserBytes: 1_000_000,
        concurrency: 4,
        writeObserver: writeWatch,
        clock,
      }),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}
