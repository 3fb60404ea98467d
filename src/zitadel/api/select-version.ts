import type { Clock } from "../../lib/clock.js";
import { type ApiCallOptions, createApiCall } from "./authorized-call.js";
import { createVersionDetector, hasV2 } from "./detect-version.js";
import type { UserApi, WithApi } from "./user-api.js";
import { createV1Api, type V1ApiOptions } from "./v1.js";
import { createV2Api } from "./v2.js";

export interface WithApiOptions extends V1ApiOptions {
  /** The version of ZITADEL's API to use; auto: v2 where it has it, v1 otherwise. */
  readonly api: "auto" | "v1" | "v2";
}

/** ZITADEL's API of users in the version that is configured or, where that is left open, there. */
export function createWithApi(upstream: ApiCallOptions, options: WithApiOptions, clock: Clock): WithApi {
  const { api, apiUrl } = options;
  const call = createApiCall(upstream);
  const apis: Record<"v1" | "v2", UserApi> = {
    v1: createV1Api(call, options),
    v2: createV2Api(call, apiUrl),
  };
  if (api !== "auto") return (use) => use(apis[api]);
  return createVersionDetector(apis, () => hasV2(upstream.http, apiUrl), clock);
}
