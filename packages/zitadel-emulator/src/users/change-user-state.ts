import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import { userById, type Instance, type UserState } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import { changeState } from "../instance/user-state.js";
import { encodeChange } from "./encode-user.js";

/** A change of state, and the error for a user in a state that does not allow it. */
interface StateChange {
  name: string;
  rest: Method["rest"];
  to: UserState;
  isAllowed: (from: UserState) => boolean;
  /** Text and id of the error. */
  refusal: readonly [text: string, id: string];
  unknownUserId: string;
}

// The ids and texts are from ZITADEL's source, like the order of the checks: state before permission.
const changes: readonly StateChange[] = [
  {
    name: "DeactivateUser",
    rest: { method: "POST", path: "/v2/users/:userId/deactivate" },
    to: "inactive",
    isAllowed: (from) => from !== "inactive",
    refusal: ["User is already deactivated", "COMMAND-5gunjw0cd7"],
    unknownUserId: "COMMAND-5gp2p62iin",
  },
  {
    name: "ReactivateUser",
    rest: { method: "POST", path: "/v2/users/:userId/reactivate" },
    to: "active",
    isAllowed: (from) => from === "inactive",
    refusal: ["User is not inactive", "COMMAND-s5qqcz97hf"],
    unknownUserId: "COMMAND-9hy5kzbuk6",
  },
  {
    name: "LockUser",
    rest: { method: "POST", path: "/v2/users/:userId/lock" },
    to: "locked",
    isAllowed: (from) => from === "active",
    refusal: ["User is not in active or initial state", "COMMAND-lgws8wtsqf"],
    unknownUserId: "COMMAND-450yxuqrh1",
  },
  {
    name: "UnlockUser",
    rest: { method: "POST", path: "/v2/users/:userId/unlock" },
    to: "active",
    isAllowed: (from) => from === "locked",
    refusal: ["User is not locked", "COMMAND-olb9vb0oca"],
    unknownUserId: "COMMAND-x377t913pw",
  },
  {
    name: "DeleteUser",
    rest: { method: "DELETE", path: "/v2/users/:userId" },
    to: "removed",
    isAllowed: () => true,
    refusal: ["User could not be found", "COMMAND-bd4ir1mblj"],
    unknownUserId: "COMMAND-bd4ir1mblj",
  },
];

export function stateMethods(instance: Instance): Method[] {
  return changes.map(({ name, rest, to, isAllowed, refusal: [text, id], unknownUserId }) => ({
    name,
    rest,
    run: (message) => {
      const userId = message.text("userId");
      return (caller) => {
        const user = userById(instance, userId);
        if (user === undefined) throw new ApiError("not_found", "User could not be found", unknownUserId);
        if (!isAllowed(user.state)) throw new ApiError("failed_precondition", text, id);
        requirePermission(caller, "user.write", user.organization);
        changeState(instance, user, to, caller.id);
        return { details: encodeChange(user) };
      };
    },
  }));
}
