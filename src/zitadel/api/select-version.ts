import type { Clock } from "../../lib/clock.js";
import { type AuthorizedCallOptions, createAuthorizedCall } from "./authorized-call.js";
import { createVersionDetector, hasV2 } from "./detect-version.js";
import type { UserApi, WithApi } from "./user-api.js";
import { createV1Api, type V1ApiOptions } from "./v1.js";
import { createV2Api } from "./v2.js";

export interface WithApiOptions extends V1ApiOptions {
  /** Version of ZITADEL's API. `auto` selects v2 if ZITADEL serves it, v1 otherwise. */
  readonly api: "auto" | "v1" | "v2";
}

/** Creates access to ZITADEL's user API in the configured version, or in the detected version for `auto`. */
export function createWithApi(
  upstream: AuthorizedCallOptions,
  options: WithApiOptions,
  clock: Clock,
): WithApi {
  const { api, apiUrl } = options;
  const call = createAuthorizedCall(upstream);
  const apis: Record<"v1" | "v2", UserApi> = {
    v1: createV1Api(call, options),
    v2: createV2Api(call, apiUrl),
  };
  if (api !== "auto") return (use) => use(apis[api]);
  return createVersionDetector(apis, () => hasV2(upstream.client, apiUrl), clock);
}
