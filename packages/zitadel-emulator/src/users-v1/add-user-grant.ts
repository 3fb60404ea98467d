import type { Method } from "../api/method.js";
import { ApiError } from "../api/api-error.js";
import { userById, type Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import { encodeChange } from "../users/encode-user.js";

/** Grants a user of any organization roles of a project. The organization of the request makes the grant. */
export function addUserGrant(instance: Instance): Method {
  return {
    name: "AddUserGrant",
    rest: { method: "POST", path: "/management/v1/users/:userId/grants" },
    run: (message) => {
      const userId = message.text("userId");
      const projectId = message.text("projectId");
      const roles = message.strings("roleKeys");
      return (caller, organization) => {
        requirePermission(caller, "user.write", organization, "AUTH-5mWD2");
        const user = userById(instance, userId);
        const project = [...instance.projects.values()].find((it) => it.id === projectId);
        if (
          user === undefined ||
          project === undefined ||
          !roles.every((role) => project.roles.includes(role))
        ) {
          throw new ApiError("failed_precondition", "Errors.Project.NotFound");
        }
        user.grants = [...user.grants, { project, organization, roles }];
        return { userGrantId: instance.nextId(), details: encodeChange(user) };
      };
    },
  };
}
