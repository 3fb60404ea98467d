import type { Method } from "../api/method.js";
import { timestampOf } from "../clock.js";
import type { Instance, User } from "../instance/instance.js";
import { hasPermission } from "../instance/permissions.js";
import { encodeUser } from "./encode-user.js";
import { pageOf, readPagination } from "./page.js";
import { readUserQueries } from "./user-queries.js";

const columns = [
  "USER_FIELD_NAME_UNSPECIFIED",
  "USER_FIELD_NAME_USER_NAME",
  "USER_FIELD_NAME_FIRST_NAME",
  "USER_FIELD_NAME_LAST_NAME",
  "USER_FIELD_NAME_NICK_NAME",
  "USER_FIELD_NAME_DISPLAY_NAME",
  "USER_FIELD_NAME_EMAIL",
  "USER_FIELD_NAME_STATE",
  "USER_FIELD_NAME_TYPE",
  "USER_FIELD_NAME_CREATION_DATE",
];

export function listUsers(instance: Instance): Method {
  return {
    name: "ListUsers",
    rest: { method: "POST", path: "/v2/users" },
    run: (message) => {
      const pagination = readPagination(message.message("query"), 100);
      const column = message.enumValue("sortingColumn", columns);
      const queries = readUserQueries(message);
      return (caller, _, isStale) => {
        queries.requireValid();
        const visible = [...instance.users.values()].filter(
          (user) =>
            user.state !== "removed" &&
            (user === caller || hasPermission(caller, "user.read", user.organization)) &&
            queries.match(user, isStale),
        );
        const order = column === 1 ? byUserName : byDate;
        const { rows, total } = pageOf(visible, pagination, (a, b) =>
          pagination.ascending ? order(a, b) : order(b, a),
        );
        return {
          details: { totalResult: total, timestamp: timestampOf(instance.clock.stamp()) },
          ...(rows.length > 0 && { result: rows.map(encodeUser) }),
        };
      };
    },
  };
}

/** The order for every other sorting column. */
function byDate(a: User, b: User): number {
  return a.created - b.created;
}

/** Case-insensitive. */
function byUserName(a: User, b: User): number {
  return a.userName.toLowerCase() < b.userName.toLowerCase() ? -1 : 1;
}
