import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import { userById, type Instance, type UserState } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import { changeState } from "../instance/user-state.js";
import { encodeChange } from "./encode-user.js";

export function stateMethods(instance: Instance): Method[] {
  return [
    method(instance, "DeactivateUser", { method: "POST", path: "/v2/users/:userId/deactivate" }, "inactive"),
    method(instance, "ReactivateUser", { method: "POST", path: "/v2/users/:userId/reactivate" }, "active"),
    method(instance, "LockUser", { method: "POST", path: "/v2/users/:userId/lock" }, "locked"),
    method(instance, "UnlockUser", { method: "POST", path: "/v2/users/:userId/unlock" }, "active"),
    method(instance, "DeleteUser", { method: "DELETE", path: "/v2/users/:userId" }, "removed"),
  ];
}

function method(instance: Instance, name: string, rest: Method["rest"], state: UserState): Method {
  return {
    name,
    rest,
    run: (message) => {
      const userId = message.text("userId");
      return (caller) => {
        const user = userById(instance, userId);
        if (user === undefined) throw new ApiError("not_found", "User could not be found", "COMMAND-SD2Ed");
        requirePermission(caller, "user.write", user.organization);
        changeState(instance, user, state, caller.id);
        return { details: encodeChange(user) };
      };
    },
  };
}
