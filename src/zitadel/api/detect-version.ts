import type { Clock } from "../../lib/clock.js";
import { withSignal } from "../../lib/with-signal.js";
import { RouteNotFound } from "./authorized-call.js";
import type { ZitadelClient } from "../client/client.js";
import { cancelled } from "../client/transport-error.js";
import { toReadFailure } from "../client/errors.js";
import type { UserApi, WithApi } from "./user-api.js";
import { v2Url } from "./v2.js";

/** A proxy may have said for ZITADEL that there is no v2, while it was being replaced: so it is looked for again. */
const recheckMs = 5 * 60 * 1000;

/** v2 where this ZITADEL has it, v1 otherwise: found out once, and again when a route is not there (any more). */
export function createVersionDetector(
  apis: Readonly<Record<"v1" | "v2", UserApi>>,
  hasV2: () => Promise<boolean>,
  clock: Clock,
): WithApi {
  let found: { readonly api: UserApi; readonly until: number } | undefined;
  let pending: Promise<UserApi> | undefined;

  async function detect(): Promise<UserApi> {
    try {
      found = (await hasV2())
        ? { api: apis.v2, until: Number.POSITIVE_INFINITY }
        : { api: apis.v1, until: clock.now() + recheckMs };
      return found.api;
    } finally {
      pending = undefined;
    }
  }

  function choose(signal: AbortSignal | undefined): UserApi | Promise<UserApi> {
    if (found !== undefined && clock.now() < found.until) return found.api;
    pending ??= detect();
    return signal === undefined ? pending : withSignal(signal, pending, () => cancelled(false));
  }

  return async (use, signal) => {
    const chosen = choose(signal);
    const api = chosen instanceof Promise ? await chosen : chosen;
    try {
      return await use(api);
    } catch (error) {
      if (!(error instanceof RouteNotFound)) throw error;
      // Of many calls that fail together the first one forgets what was found.
      if (found?.api === api) found = undefined;
      const other = await choose(signal);
      if (other === api) throw error;
      return use(other);
    }
  };
}

/** Whether a ZITADEL has the v2 user service. Asked without a token: a route that is there refuses that. */
export async function hasV2(http: ZitadelClient, apiUrl: string): Promise<boolean> {
  const answer = await http.send({ kind: "version", url: v2Url(apiUrl, "ListUserMetadata"), json: "{}" });
  if (answer.status === 404) return false;
  if (answer.status >= 400 && answer.status < 500) return true;
  throw toReadFailure(answer);
}
