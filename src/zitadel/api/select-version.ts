import type { Clock } from "../../lib/clock.js";
import { type AuthorizedCallOptions, createAuthorizedCall } from "./authorized-call.js";
import { createDetectedApi, type DetectedApi, type OnVersionChange } from "./detect-version.js";
import { probeVersions } from "./probe-versions.js";
import { createV1Api, type V1ApiOptions } from "./v1.js";
import { createV2Api } from "./v2.js";

export interface UserApiOptions extends V1ApiOptions {
  /** Version of ZITADEL's API. `auto` selects v2 if ZITADEL serves it, v1 otherwise. */
  readonly api: "auto" | "v1" | "v2";
  readonly onVersionChange: OnVersionChange;
}

/** Creates ZITADEL's user API in the configured version, or in the detected version for `auto`. */
export function createUserApi(
  upstream: AuthorizedCallOptions,
  options: UserApiOptions,
  clock: Clock,
): DetectedApi {
  const { api, apiUrl } = options;
  const call = createAuthorizedCall(upstream);
  const apis = { v1: createV1Api(call, options), v2: createV2Api(call, apiUrl) };
  if (api !== "auto") return { api: apis[api], detect: () => Promise.resolve() };
  return createDetectedApi(apis, {
    probeVersions: (hasSeenV2) => probeVersions(upstream.client, apiUrl, hasSeenV2),
    onVersionChange: options.onVersionChange,
    clock,
  });
}
