import { catchFailure, Failure } from "../../lib/failure.js";
import type { CallOptions } from "../../metadata/source.js";
import type { AuthorizedCall } from "./authorized-call.js";
import type { ZitadelResponse } from "../client/call.js";
import { parseErrorId } from "../client/errors.js";
import { encodeEntries } from "../codec.js";
import { createFindUsers } from "./find-users.js";
import { listOrganizations } from "./list-organizations.js";
import { cannotSetAndRemove } from "./cannot-set-and-remove.js";
import { toPage, toRemoveResult, toSetResult, toUserExists } from "./decode.js";
import type { RemoveResult, UserApi, WriteCallOptions } from "./user-api.js";

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
    options: WriteCallOptions,
  ): Promise<ZitadelResponse> => {
    const { isConditional } = options;
    const url = v2Url(apiUrl, method);
    return call({ kind: kinds[method], userId: json.userId, url, json, isConditional }, options);
  };

  async function remove(
    userId: string,
    keys: readonly string[],
    options: WriteCallOptions,
  ): Promise<RemoveResult> {
    return toRemoveResult(await callMethod("DeleteUserMetadata", { userId, keys }, options));
  }

  async function userExists(userId: string, options: CallOptions): Promise<boolean> {
    return toUserExists(await callMethod("GetUserByID", { userId }, options), userId);
  }

  /** Unlike ListUsers, GetUserByID does not lag behind the creation of a user. */
  async function isReadable(userId: string, options: CallOptions): Promise<boolean> {
    const exists = await catchFailure(userExists(userId, options));
    if (!(exists instanceof Failure)) return exists;
    if (exists.code === "FORBIDDEN") return false;
    throw exists;
  }

  const getOrganizations: UserApi["getOrganizations"] = (userIds, options) =>
    listOrganizations(call, v2Url(apiUrl, "ListUsers"), userIds, options);

  return {
    async list(userId, pagination, options) {
      return toPage(await callMethod("ListUserMetadata", { userId, pagination }, options), userId, "v2");
    },
    async set(userId, entries, options) {
      const metadata = encodeEntries(entries);
      return toSetResult(await callMethod("SetUserMetadata", { userId, metadata }, options));
    },
    remove,
    async removeIfPresent(userId, keys, existingKeys, options) {
      const metadata = encodeRemovals(keys);
      const response = await callMethod("SetUserMetadata", { userId, metadata }, options);
      return rejectsEmptyValues(response) ? remove(userId, existingKeys, options) : toRemoveResult(response);
    },
    requireSetAndRemove: () => Promise.resolve(),
    async setAndRemove(userId, entries, keys, options) {
      const metadata = [...encodeEntries(entries), ...encodeRemovals(keys)];
      const response = await callMethod("SetUserMetadata", { userId, metadata }, options);
      if (rejectsEmptyValues(response)) throw cannotSetAndRemove();
      return toSetResult(response);
    },
    userExists,
    getOrganizations,
    findUsers: createFindUsers(call, v2Url(apiUrl, "ListUsers")),
    canListReadable: () => Promise.resolve(true),
    // Both methods take the same permission as reading metadata: `user.read`, or being the user.
    async listReadable(userIds, options) {
      const [userId] = userIds;
      if (userId !== undefined && userIds.length === 1) {
        return (await isReadable(userId, options)) ? new Set([userId]) : new Set();
      }
      const requestedIds = new Set(userIds);
      const found = await getOrganizations(userIds, options);
      return new Set([...found.keys()].filter((id) => requestedIds.has(id)));
    },
  };
}

function encodeRemovals(keys: readonly string[]): readonly { key: string; value: string }[] {
  return keys.map((key) => ({ key, value: "" }));
}

/** An empty value removes a key. ZITADEL versions before 4.13 reject it. */
function rejectsEmptyValues(response: ZitadelResponse): boolean {
  return response.status === 400 && parseErrorId(response) === undefined;
}
