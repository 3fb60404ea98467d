import { Failure } from "../../lib/failure.js";
import type { CallOptions } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import type { ZitadelResponse } from "../client/call.js";
import type { UserApi } from "./user-api.js";
import { decodePage, encodeEntries, encodeUserIds } from "../codec.js";

export interface V1ApiOptions {
  readonly apiUrl: string;
  /** The organisation whose users are meant; the caller's own when absent. */
  readonly organizationId: string | undefined;
}

/**
 * ZITADEL's v1 APIs: management for users of one organisation, auth for the caller, of whichever organisation they are. Only
 * bulk routes are used: keys in a path cannot hold every character.
 */
export function createV1Api(call: AuthorizedCall, { apiUrl, organizationId }: V1ApiOptions): UserApi {
  const users = `${apiUrl}/management/v1/users`;
  const headers = organizationId === undefined ? {} : { "x-zitadel-orgid": organizationId };

  async function ofUser(
    kind: "list" | "getUser" | "set" | "remove",
    userId: string,
    rest: string,
    message: { readonly method?: "DELETE"; readonly json?: unknown },
    asking: CallOptions,
  ): Promise<ZitadelResponse> {
    const url = `${users}/${segmentOf(userId)}${rest}`;
    const route = `/management/v1/users/{userId}${rest}`;
    return call({ kind, userId, url, route, headers, ...message }, asking);
  }

  return {
    // A user of another organisation has no rows, just as one without metadata.
    emptyMayMeanForbidden: true,
    list(ownerId, query, asking) {
      // With our own token the auth API would tell of our service user.
      if (asking.credential !== "service" && ownerId === asking.credential.id) {
        return call(
          {
            kind: "list",
            userId: ownerId,
            url: `${apiUrl}/auth/v1/users/me/metadata/_search`,
            json: { query },
          },
          asking,
        );
      }
      return ofUser("list", ownerId, "/metadata/_search", { json: { query } }, asking);
    },
    decodePage: (body, ownerId) => decodePage(body, ownerId, "v1"),
    set(ownerId, entries, asking) {
      const json = { metadata: encodeEntries(entries) };
      return ofUser("set", ownerId, "/metadata/_bulk", { json }, asking);
    },
    remove(ownerId, keys, asking) {
      return ofUser("remove", ownerId, "/metadata/_bulk", { method: "DELETE", json: { keys } }, asking);
    },
    listUsers: (userIds, asking) =>
      call({ kind: "listUsers", url: `${apiUrl}/v2/users`, json: encodeUserIds(userIds) }, asking),
    getUser: (userId, asking) => ofUser("getUser", userId, "", {}, asking),
  };
}

/** What would make another path of it, also for a proxy that decodes or tidies paths. */
const unsafe = /[/\\?#%\u0000-\u001f\u007f]|^\.{1,2}$/;

function segmentOf(userId: string): string {
  if (!unsafe.test(userId)) return encodeURIComponent(userId);
  throw new Failure("BAD_USER_INPUT", "The user id holds a character that no ZITADEL user id has.");
}
