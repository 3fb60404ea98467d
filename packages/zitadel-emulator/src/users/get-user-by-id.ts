import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import { requireName } from "../api/validation.js";
import { userById, type Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import { encodeUser } from "./encode-user.js";

export function getUserById(instance: Instance): Method {
  return {
    name: "GetUserByID",
    rest: { method: "GET", path: "/v2/users/:userId" },
    run: (message) => {
      const userId = message.text("userId");
      return (caller) => {
        requireName("GetUserByIDRequest", "UserId", userId);
        const user = userById(instance, userId);
        if (user === undefined) throw new ApiError("not_found", "User could not be found", "QUERY-Dfbg2");
        if (user !== caller) requirePermission(caller, "user.read", user.organization);
        const encoded = encodeUser(user);
        return { details: encoded["details"], user: encoded };
      };
    },
  };
}
