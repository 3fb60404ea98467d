import type { CallOptions } from "../../metadata/source.js";
import { toReadFailure } from "../client/errors.js";
import type { WithApi } from "../api/user-api.js";
import { decodeOrganisations } from "../codec.js";

/** ZITADEL takes 1,000 ids in one search. */
const idsPerCall = 1000;

/**
 * Which of the users ZITADEL shows to the credential, up to 1,000 in one call: in its v2 API that takes the same permission (`user.read`, or to be the user) as
 * reading their metadata. Of v1 that is not known, and nobody is shown. Throws its Failure.
 */
export function createListVisibleUsers(
  withApi: WithApi,
): (userIds: readonly string[], asking: CallOptions) => Promise<ReadonlySet<string>> {
  async function list(userIds: readonly string[], asking: CallOptions): Promise<readonly string[]> {
    const answer = await withApi(
      (api) => (api.emptyMayMeanForbidden ? Promise.resolve(undefined) : api.listUsers(userIds, asking)),
      asking.signal,
    );
    if (answer === undefined) return [];
    if (answer.status !== 200) throw toReadFailure(answer);
    const asked = new Set(userIds);
    return [...decodeOrganisations(answer.body).keys()].filter((id) => asked.has(id));
  }

  return async (userIds, asking) => {
    const calls = Array.from({ length: Math.ceil(userIds.length / idsPerCall) }, (_, n) =>
      list(userIds.slice(n * idsPerCall, (n + 1) * idsPerCall), asking),
    );
    return new Set((await Promise.all(calls)).flat());
  };
}
