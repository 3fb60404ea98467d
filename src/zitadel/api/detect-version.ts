import type { Clock } from "../../lib/clock.js";
import { shareInFlight } from "../../lib/share-in-flight.js";
import { withSignal } from "../../lib/with-signal.js";
import type { CallOptions } from "../../metadata/source.js";
import { cancelled } from "../client/transport/transport-error.js";
import { RouteNotFound } from "./authorized-call.js";
import type { ApiVersion } from "./probe-versions.js";
import type { UserApi } from "./user-api.js";

/** Interval after which a detected v1 is checked again: ZITADEL may have been upgraded. */
const recheckMs = 5 * 60 * 1000;

export interface DetectedApi {
  /** Calls the version that ZITADEL serves. */
  readonly api: UserApi;
  /** Detects the version before the first call. */
  readonly detect: () => Promise<void>;
}

/** Called when another version was detected than before. `previous` is undefined for the first detection. */
export type OnVersionChange = (version: ApiVersion, previous: ApiVersion | undefined) => void;

export interface DetectionOptions {
  readonly probeVersions: (hasSeenV2: boolean) => Promise<ApiVersion>;
  readonly onVersionChange: OnVersionChange;
  readonly clock: Clock;
}

/** Selects v2 if ZITADEL serves it, v1 otherwise. Detects once, and again after a route was not found. */
export function createDetectedApi(
  apis: Readonly<Record<ApiVersion, UserApi>>,
  { probeVersions, onVersionChange, clock }: DetectionOptions,
): DetectedApi {
  let detected: { readonly api: UserApi; readonly expiresAt: number } | undefined;
  let latest: ApiVersion | undefined;
  let hasSeenV2 = false;

  const detect = shareInFlight(async () => {
    const version = await probeVersions(hasSeenV2);
    const isLasting = version === "v2";
    detected = {
      api: apis[version],
      expiresAt: isLasting ? Number.POSITIVE_INFINITY : clock.now() + recheckMs,
    };
    hasSeenV2 ||= isLasting;
    if (version !== latest) onVersionChange(version, latest);
    latest = version;
    return detected.api;
  });

  function select(): UserApi | Promise<UserApi> {
    return detected !== undefined && clock.now() < detected.expiresAt ? detected.api : detect();
  }

  function selectFor({ signal }: CallOptions): UserApi | Promise<UserApi> {
    const selected = select();
    return selected instanceof Promise ? withSignal(signal, selected, () => cancelled(false)) : selected;
  }

  async function call<T>(options: CallOptions, use: (api: UserApi) => Promise<T>): Promise<T> {
    const selected = selectFor(options);
    const api = selected instanceof Promise ? await selected : selected;
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
      canListReadable: (options) => call(options, (api) => api.canListReadable(options)),
      listReadable: (userIds, options) => call(options, (api) => api.listReadable(userIds, options)),
    },
  };
}
