import type { Method } from "../api/method.js";
import { timestampOf } from "../clock.js";
import type { Instance } from "../instance/instance.js";
import { hasPermission } from "../instance/permissions.js";
import { encodeUser } from "../users/encode-user.js";
import { pageOf, readPagination } from "../users/page.js";
import { sortingColumns, userOrder } from "./user-order.js";
import { readUserQueries } from "./user-queries.js";

export function listUsers(instance: Instance): Method {
  return {
    name: "ListUsers",
    rest: { method: "POST", path: "/v2/users" },
    run: (message) => {
      const pagination = readPagination(message.message("query"), 100);
      const column = message.enumValue("sortingColumn", sortingColumns);
      const queries = readUserQueries(message);
      return (caller, _, isStale) => {
        queries.requireValid();
        const visible = [...instance.users.values()].filter(
          (user) =>
            user.state !== "removed" &&
            (user === caller || hasPermission(caller, "user.read", user.organization)) &&
            queries.match(user, isStale),
        );
        const order = userOrder(column);
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
