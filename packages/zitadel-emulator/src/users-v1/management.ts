import type { Message } from "../api/proto-json.js";
import type { Method } from "../api/method.js";
import { ApiError } from "../api/api-error.js";
import { requireName } from "../api/validation.js";
import { userById, type Instance, type User } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import type { Permission } from "../instance/role.js";
import { encodeUserV1 } from "./encode-user-v1.js";
import { getMetadata, listMetadata } from "./read-metadata.js";
import { remove, bulkRemove, set, bulkSet } from "./write-metadata.js";

/**
 * Decodes the message, then acts on the user; undefined if the user is not in the organization of the
 * request.
 */
type Act = (
  instance: Instance,
  message: Message,
  request: string,
) => (user: User | undefined, caller: User) => unknown;

/** The first matching route applies: `_bulk` and `_search` shadow metadata keys with these names. */
const methods: readonly [name: string, Permission, verb: Method["rest"]["method"], path: string, Act][] = [
  ["GetUserByID", "user.read", "GET", "", getUser],
  ["ListUserMetadata", "user.read", "POST", "/metadata/_search", listMetadata],
  ["BulkSetUserMetadata", "user.write", "POST", "/metadata/_bulk", bulkSet],
  ["BulkRemoveUserMetadata", "user.write", "DELETE", "/metadata/_bulk", bulkRemove],
  ["GetUserMetadata", "user.read", "GET", "/metadata/:key", getMetadata],
  ["SetUserMetadata", "user.write", "POST", "/metadata/:key", set],
  ["RemoveUserMetadata", "user.write", "DELETE", "/metadata/:key", remove],
];

/** The management API. All methods act within one organization. */
export function management(instance: Instance): Method[] {
  return methods.map(([name, permission, verb, path, act]) => ({
    name,
    rest: { method: verb, path: `/management/v1/users/:id${path}` },
    run: (message) => {
      const id = message.text("id");
      const actOn = act(instance, message, `${name}Request`);
      return (caller, organization) => {
        requirePermission(caller, permission, organization, "AUTH-5mWD2");
        requireName(`${name}Request`, "Id", id);
        const user = userById(instance, id);
        return actOn(user?.organization === organization ? user : undefined, caller);
      };
    },
  }));
}

function getUser(instance: Instance, message: Message): ReturnType<Act> {
  const isKnown = userById(instance, message.text("id")) !== undefined;
  return (user) => {
    if (user !== undefined) return { user: encodeUserV1(user) };
    throw new ApiError("not_found", "User could not be found", isKnown ? "MANAG-fpo4B" : "QUERY-Dfbg2");
  };
}
