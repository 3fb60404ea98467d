import type { CallOptions } from "../../metadata/source.js";
import { toReadFailure } from "../client/errors.js";
import type { WithApi } from "../api/user-api.js";
import { decodeOrganizations } from "../codec.js";

/** ZITADEL accepts at most 1,000 ids per search. */
const idsPerCall = 1000;

/**
 * Returns those of the users that ZITADEL shows to the credential, with one call per 1,000 users. In the v2
 * API this takes the same permission as reading their metadata: `user.read`, or being the user. For the v1
 * API this is not known, so the result is empty. Throws its Failure.
 */
export function createListVisibleUsers(
  withApi: WithApi,
): (userIds: readonly string[], options: CallOptions) => Promise<ReadonlySet<string>> {
  async function list(userIds: readonly string[], options: CallOptions): Promise<readonly string[]> {
    const response = await withApi(
      (api) => (api.emptyMayMeanForbidden ? Promise.resolve(undefined) : api.listUsers(userIds, options)),
      options.signal,
    );
    if (response === undefined) return [];
    if (response.status !== 200) throw toReadFailure(response);
    const requestedIds = new Set(userIds);
    return [...decodeOrganizations(response.body).keys()].filter((id) => requestedIds.has(id));
  }

  return async (userIds, options) => {
    const calls = Array.from({ length: Math.ceil(userIds.length / idsPerCall) }, (_, n) =>
      list(userIds.slice(n * idsPerCall, (n + 1) * idsPerCall), options),
    );
    return new Set((await Promise.all(calls)).flat());
  };
}
