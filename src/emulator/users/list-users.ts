import type { Message } from "../api/message.js";
import type { Method } from "../api/method.js";
import { Refusal } from "../api/refusal.js";
import { invalid, requireInside } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import type { Instance } from "../instance/instance.js";
import { may } from "../instance/permissions.js";
import { encodeUser } from "./encode-user.js";
import { pageOf, readPagination } from "./page.js";

export function listUsers(instance: Instance): Method {
  return {
    name: "ListUsers",
    rest: { method: "POST", path: "/v2/users" },
    run: (message) => {
      const pagination = readPagination(message.message("query"), 100);
      const queries = message.messages("queries").map(readUserIds);
      return (caller) => {
        queries.forEach((query, n) => {
          requireInside("ListUsersRequest", `Queries[${n}]`, () => {
            if (query === undefined) throw invalid("SearchQuery", "Query", "value is required");
          });
        });
        const shown = [...instance.users.values()].filter(
          (user) =>
            user.state !== "removed" &&
            queries.every((ids) => ids?.includes(user.id) === true) &&
            (user === caller || may(caller, "user.read", user.organisation)),
        );
        const { rows, total } = pageOf(shown, pagination, (a, b) =>
          pagination.ascending ? a.created - b.created : b.created - a.created,
        );
        return {
          details: { totalResult: total, timestamp: timestampOf(instance.clock.stamp()) },
          ...(rows.length > 0 && { result: rows.map(encodeUser) }),
        };
      };
    },
  };
}

function readUserIds(message: Message): string[] | undefined {
  const query = message.message("inUserIdsQuery");
  if (query !== undefined || message.isEmpty()) return query?.texts("userIds");
  throw new Refusal("unimplemented", "The emulator finds users by inUserIdsQuery only");
}
