import { Failure } from "../lib/failure.js";
import type { ApiCall } from "./api-call.js";
import type { UserApi } from "./user-api.js";
import { decodePage, encodeEntries, encodeUserIds } from "./wire.js";

export interface V1ApiOptions {
  readonly apiUrl: string;
  /** The organisation whose users are meant; the caller's own when absent. */
  readonly organizationId: string | undefined;
}

/**
 * ZITADEL's v1 APIs: management for users of one organisation, auth for the caller, of whichever organisation they are. Only
 * bulk routes are used: keys in a path cannot hold every character.
 */
export function createV1Api(call: ApiCall, { apiUrl, organizationId }: V1ApiOptions): UserApi {
  const users = `${apiUrl}/management/v1/users`;
  const headers = organizationId === undefined ? {} : { "x-zitadel-orgid": organizationId };

  return {
    // A user of another organisation has no rows, just as one without metadata.
    emptyMayHide: true,
    list(ownerId, query, asking) {
      // With our own token the auth API would tell of our service user.
      if (asking.credential !== "service" && ownerId === asking.credential.id) {
        return call({ url: `${apiUrl}/auth/v1/users/me/metadata/_search`, json: { query } }, asking);
      }
      return call(
        { url: `${users}/${segmentOf(ownerId)}/metadata/_search`, headers, json: { query } },
        asking,
      );
    },
    decodePage: (body, ownerId) => decodePage(body, ownerId, "v1"),
    set(ownerId, entries, asking) {
      const json = { metadata: encodeEntries(entries) };
      return call(
        { url: `${users}/${segmentOf(ownerId)}/metadata/_bulk`, headers, json, isWrite: true },
        asking,
      );
    },
    remove(ownerId, keys, asking) {
      const url = `${users}/${segmentOf(ownerId)}/metadata/_bulk`;
      return call({ url, method: "DELETE", headers, json: { keys }, isWrite: true }, asking);
    },
    listUsers: (userIds, asking) => call({ url: `${apiUrl}/v2/users`, json: encodeUserIds(userIds) }, asking),
    getUser: (userId, asking) => call({ url: `${users}/${segmentOf(userId)}`, headers }, asking),
  };
}

/** What would make another path of it, also for a proxy that decodes or tidies paths. */
const unsafe = /[/\\?#%\u0000-\u001f\u007f]|^\.{1,2}$/;

function segmentOf(userId: string): string {
  if (!unsafe.test(userId)) return encodeURIComponent(userId);
  throw new Failure("BAD_USER_INPUT", "The user id holds a character that no ZITADEL user id has.");
}
