import { NoSuchRoute } from "./api-call.js";
import type { ZitadelHttp } from "./http.js";
import { readFailureOf } from "./refusal.js";
import type { UserApi, WithApi } from "./user-api.js";
import { v2Url } from "./v2-api.js";

/** v2 where this ZITADEL has it, v1 otherwise: found out once, and again when a route is not there (any more). */
export function createApiChoice(find: () => Promise<UserApi>): WithApi {
  let finding: Promise<UserApi> | undefined;

  function choose(): Promise<UserApi> {
    finding ??= find().catch((error: unknown) => {
      finding = undefined;
      throw error;
    });
    return finding;
  }

  return async (use) => {
    const choice = choose();
    const api = await choice;
    try {
      return await use(api);
    } catch (error) {
      if (!(error instanceof NoSuchRoute)) throw error;
      // Of many calls that fail together the first one forgets what was found.
      if (finding === choice) finding = undefined;
      const other = await choose();
      if (other === api) throw error;
      return use(other);
    }
  };
}

/** Whether a ZITADEL has the v2 user service. Asked without a token: a route that is there refuses that. */
export async function hasV2(http: ZitadelHttp, apiUrl: string): Promise<boolean> {
  const answer = await http.send({ url: v2Url(apiUrl, "ListUserMetadata"), json: {} });
  if (answer.status === 404) return false;
  if (answer.status >= 400 && answer.status < 500) return true;
  throw readFailureOf(answer);
}
