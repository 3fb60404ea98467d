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

/** The address of a method of the v2 user service. */
export function v2Url(apiUrl: string, method: Method): string {
  return `${apiUrl}/zitadel.user.v2.UserService/${method}`;
}

/**
 * ZITADEL's v2 user service by Connect (https://connectrpc.com/docs/protocol), in its unary JSON form: user ids and keys travel
 * in the body, so that none of them can change the path.
 */
export function createV2Api(call: AuthorizedCall, apiUrl: string): UserApi {
  const ask = (
    method: keyof typeof kinds,
    json: { readonly userId: string; readonly [name: string]: unknown },
    asking: CallOptions,
  ): Promise<ZitadelResponse> =>
    call({ kind: kinds[method], userId: json.userId, url: v2Url(apiUrl, method), json }, asking);

  return {
    emptyMayMeanForbidden: false,
    list: (userId, pagination, asking) => ask("ListUserMetadata", { userId, pagination }, asking),
    decodePage: (body, ownerId) => decodePage(body, ownerId, "v2"),
    set: (userId, entries, asking) =>
      ask("SetUserMetadata", { userId, metadata: encodeEntries(entries) }, asking),
    remove: (userId, keys, asking) => ask("DeleteUserMetadata", { userId, keys }, asking),
    deleteIfPresent: (userId, keys, asking) =>
      ask("SetUserMetadata", { userId, metadata: keys.map((key) => ({ key, value: "" })) }, asking),
    listUsers: (userIds, asking) =>
      call({ kind: "listUsers", url: v2Url(apiUrl, "ListUsers"), json: encodeUserIds(userIds) }, asking),
    getUser: (userId, asking) => ask("GetUserByID", { userId }, asking),
  };
}
