import type { CallOptions } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import type { ZitadelResponse } from "../client/call.js";
import type { UserApi } from "./user-api.js";
import { decodePage, encodeEntries, encodeUserIds } from "../codec.js";

const kinds = {
  ListUserMetadata: "list",
  SetUserMetadata: "set",
  DeleteUserMetadata: "remove",
  GetUserByID: "getUser",
} as const;

type Method = keyof typeof kinds | "ListUsers";

/** URL of a method of the v2 user service. */
export function v2Url(apiUrl: string, method: Method): string {
  return `${apiUrl}/zitadel.user.v2.UserService/${method}`;
}

/**
 * ZITADEL's v2 user service over the Connect protocol (https://connectrpc.com/docs/protocol) with unary JSON
 * requests. User ids and keys are sent in the body, so they cannot change the path.
 */
export function createV2Api(call: AuthorizedCall, apiUrl: string): UserApi {
  const callMethod = (
    method: keyof typeof kinds,
    json: { readonly userId: string; readonly [name: string]: unknown },
    options: CallOptions,
  ): Promise<ZitadelResponse> =>
    call({ kind: kinds[method], userId: json.userId, url: v2Url(apiUrl, method), json }, options);

  return {
    emptyMayMeanForbidden: false,
    list: (userId, pagination, options) => callMethod("ListUserMetadata", { userId, pagination }, options),
    decodePage: (body, userId) => decodePage(body, userId, "v2"),
    set: (userId, entries, options) =>
      callMethod("SetUserMetadata", { userId, metadata: encodeEntries(entries) }, options),
    remove: (userId, keys, options) => callMethod("DeleteUserMetadata", { userId, keys }, options),
    deleteIfPresent: (userId, keys, options) =>
      callMethod("SetUserMetadata", { userId, metadata: keys.map((key) => ({ key, value: "" })) }, options),
    listUsers: (userIds, options) =>
      call({ kind: "listUsers", url: v2Url(apiUrl, "ListUsers"), json: encodeUserIds(userIds) }, options),
    getUser: (userId, options) => callMethod("GetUserByID", { userId }, options),
  };
}
