import type { Clock } from "../../lib/clock.js";
import { shareInFlight } from "../../lib/share-in-flight.js";
import { withSignal } from "../../lib/with-signal.js";
import type { CallOptions } from "../../metadata/source.js";
import type { ZitadelClient } from "../client/client.js";
import { toReadFailure } from "../client/errors.js";
import { cancelled } from "../client/transport-error.js";
import { RouteNotFound } from "./authorized-call.js";
import type { UserApi } from "./user-api.js";
import { v2Url } from "./v2.js";

/**
 * Interval after which a detected v1 is checked again. A proxy may have returned 404 for the v2 API while
 * ZITADEL restarted.
 */
const recheckMs = 5 * 60 * 1000;

export interface DetectedApi {
  /** Calls the version that ZITADEL serves. */
  readonly api: UserApi;
  /** Detects the version before the first call. */
  readonly detect: () => Promise<void>;
}

/** Selects v2 if ZITADEL serves it, v1 otherwise. Detects once, and again after a route was not found. */
export function createDetectedApi(
  apis: Readonly<Record<"v1" | "v2", UserApi>>,
  hasV2: () => Promise<boolean>,
  clock: Clock,
): DetectedApi {
  let detected: { readonly api: UserApi; readonly expiresAt: number } | undefined;

  const detect = shareInFlight(async () => {
    detected = (await hasV2())
      ? { api: apis.v2, expiresAt: Number.POSITIVE_INFINITY }
      : { api: apis.v1, expiresAt: clock.now() + recheckMs };
    return detected.api;
  });

  function select(): UserApi | Promise<UserApi> {
    return detected !== undefined && clock.now() < detected.expiresAt ? detected.api : detect();
  }

  async function selectFor({ signal }: CallOptions): Promise<UserApi> {
    const selected = select();
    return selected instanceof Promise ? withSignal(signal, selected, () => cancelled(false)) : selected;
  }

  async function call<T>(options: CallOptions, use: (api: UserApi) => Promise<T>): Promise<T> {
    const api = await selectFor(options);
    try {
      return await use(api);
    } catch (error) {
      if (!(error instanceof RouteNotFound)) throw error;
      // If many calls fail together, only the first one resets the detected version.
      if (detected?.api === api) detected = undefined;
      const other = await selectFor(options);
      if (other === api) throw error;
      return use(other);
    }
  }

  return {
    async detect() {
      await select();
    },
    api: {
      list: (userId, page, options) => call(options, (api) => api.list(userId, page, options)),
      set: (userId, entries, options) => call(options, (api) => api.set(userId, entries, options)),
      remove: (userId, keys, options) => call(options, (api) => api.remove(userId, keys, options)),
      removeIfPresent: (userId, keys, existingKeys, options) =>
        call(options, (api) => api.removeIfPresent(userId, keys, existingKeys, options)),
      setAndRemove: (userId, entries, keys, options) =>
        call(options, (api) => api.setAndRemove(userId, entries, keys, options)),
      requireSetAndRemove: (options) => call(options, (api) => api.requireSetAndRemove(options)),
      userExists: (userId, options) => call(options, (api) => api.userExists(userId, options)),
      getOrganizations: (userIds, options) => call(options, (api) => api.getOrganizations(userIds, options)),
      findUsers: (query, options) => call(options, (api) => api.findUsers(query, options)),
      listReadable: (userIds, options) => call(options, (api) => api.listReadable(userIds, options)),
    },
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
