import { Failure } from "../../lib/failure.js";
import type { CallOptions } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import type { ZitadelResponse } from "../client/call.js";
import type { UserApi } from "./user-api.js";
import { decodePage, encodeEntries, encodeUserIds } from "../codec.js";

export interface V1ApiOptions {
  readonly apiUrl: string;
  /** Organization of the users. Defaults to the caller's organization. */
  readonly organizationId: string | undefined;
}

/**
 * ZITADEL's v1 APIs. The management API serves the users of one organization. The auth API serves the caller,
 * in any organization. Only bulk routes are used, because a path segment cannot contain every character that
 * a key can.
 */
export function createV1Api(call: AuthorizedCall, { apiUrl, organizationId }: V1ApiOptions): UserApi {
  const users = `${apiUrl}/management/v1/users`;
  const headers = organizationId === undefined ? {} : { "x-zitadel-orgid": organizationId };

  async function callForUser(
    kind: "list" | "getUser" | "set" | "remove",
    userId: string,
    path: string,
    request: { readonly method?: "DELETE"; readonly json?: unknown },
    options: CallOptions,
  ): Promise<ZitadelResponse> {
    const url = `${users}/${encodeSegment(userId)}${path}`;
    const route = `/management/v1/users/{userId}${path}`;
    return call({ kind, userId, url, route, headers, ...request }, options);
  }

  return {
    // The list is empty both for a user in another organization and for a user without metadata.
    emptyMayMeanForbidden: true,
    list(userId, query, options) {
      // With the service user's token, the auth API would return the metadata of the service user.
      if (options.credential !== "service" && userId === options.credential.id) {
        return call(
          {
            kind: "list",
            userId,
            url: `${apiUrl}/auth/v1/users/me/metadata/_search`,
            json: { query },
          },
          options,
        );
      }
      return callForUser("list", userId, "/metadata/_search", { json: { query } }, options);
    },
    decodePage: (body, userId) => decodePage(body, userId, "v1"),
    set(userId, entries, options) {
      const json = { metadata: encodeEntries(entries) };
      return callForUser("set", userId, "/metadata/_bulk", { json }, options);
    },
    remove(userId, keys, options) {
      return callForUser("remove", userId, "/metadata/_bulk", { method: "DELETE", json: { keys } }, options);
    },
    listUsers: (userIds, options) =>
      call({ kind: "listUsers", url: `${apiUrl}/v2/users`, json: encodeUserIds(userIds) }, options),
    getUser: (userId, options) => callForUser("getUser", userId, "", {}, options),
  };
}

/** Characters that could change the path, also in a proxy that decodes or normalizes paths. */
const unsafeCharacters = /[/\\?#%\u0000-\u001f\u007f]|^\.{1,2}$/;

function encodeSegment(userId: string): string {
  if (!unsafeCharacters.test(userId)) return encodeURIComponent(userId);
  throw new Failure(
    "BAD_USER_INPUT",
    "The user id contains a character that ZITADEL user ids cannot contain.",
  );
}
