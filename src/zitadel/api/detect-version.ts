import type { Clock } from "../../lib/clock.js";
import { withSignal } from "../../lib/with-signal.js";
import { RouteNotFound } from "./authorized-call.js";
import type { ZitadelClient } from "../client/client.js";
import { cancelled } from "../client/transport-error.js";
import { toReadFailure } from "../client/errors.js";
import type { UserApi, WithApi } from "./user-api.js";
import { v2Url } from "./v2.js";

/**
 * Interval after which a detected v1 is checked again. A proxy may have returned 404 for the v2 API while
 * ZITADEL restarted.
 */
const recheckMs = 5 * 60 * 1000;

/** Selects v2 if ZITADEL serves it, v1 otherwise. Detects once, and again after a route was not found. */
export function createVersionDetector(
  apis: Readonly<Record<"v1" | "v2", UserApi>>,
  hasV2: () => Promise<boolean>,
  clock: Clock,
): WithApi {
  let detected: { readonly api: UserApi; readonly expiresAt: number } | undefined;
  let pending: Promise<UserApi> | undefined;

  async function detect(): Promise<UserApi> {
    try {
      detected = (await hasV2())
        ? { api: apis.v2, expiresAt: Number.POSITIVE_INFINITY }
        : { api: apis.v1, expiresAt: clock.now() + recheckMs };
      return detected.api;
    } finally {
      pending = undefined;
    }
  }

  function select(signal: AbortSignal | undefined): UserApi | Promise<UserApi> {
    if (detected !== undefined && clock.now() < detected.expiresAt) return detected.api;
    pending ??= detect();
    return signal === undefined ? pending : withSignal(signal, pending, () => cancelled(false));
  }

  return async (use, signal) => {
    const selected = select(signal);
    const api = selected instanceof Promise ? await selected : selected;
    try {
      return await use(api);
    } catch (error) {
      if (!(error instanceof RouteNotFound)) throw error;
      // If many calls fail together, only the first one resets the detected version.
      if (detected?.api === api) detected = undefined;
      const other = await select(signal);
      if (other === api) throw error;
      return use(other);
    }
  };
}

/**
 * Whether ZITADEL serves the v2 user service. The call has no token: an existing route rejects it with
 * a 4xx status other than 404.
 */
export async function hasV2(client: ZitadelClient, apiUrl: string): Promise<boolean> {
  const response = await client.send({ kind: "version", url: v2Url(apiUrl, "ListUserMetadata"), json: "{}" });
  if (response.status === 404) return false;
  if (response.status >= 400 && response.status < 500) return true;
  throw toReadFailure(response);
}
