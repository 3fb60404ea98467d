import type { Message } from "../api/proto-json.js";
import type { Method } from "../api/method.js";
import { ApiError } from "../api/api-error.js";
import { timestampOf } from "../clock.js";
import type { Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import type { Executions } from "./executions.js";

export function setExecution({ clock }: Instance, { targets, byCondition }: Executions): Method {
  return {
    name: "SetExecution",
    rest: { method: "PUT", path: "/v2/actions/executions" },
    run: (message) => {
      const conditions = readConditions(message);
      const ids = message.strings("targets");
      return (caller, organization) => {
        requirePermission(caller, "action.execution.write", organization, "AUTH-5mWD2");
        if (conditions === undefined) {
          throw new ApiError("unimplemented", "The emulator supports event executions only");
        }
        const [condition, ...others] = conditions;
        if (condition === undefined || others.length > 0) {
          throw new ApiError("invalid_argument", "Execution is invalid", "COMMAND-w5smb6v7qu");
        }
        const foundTargets = ids.flatMap((id) => targets.get(id) ?? []);
        if (foundTargets.length < ids.length) {
          throw new ApiError("not_found", "Target not found", "COMMAND-17e8fq1ggk");
        }
        if (foundTargets.length === 0) byCondition.delete(condition);
        else byCondition.set(condition, foundTargets);
        return { setDate: timestampOf(clock.stamp()) };
      };
    },
  };
}

/** The conditions in the request; exactly one is valid. Undefined if it is not an event condition. */
function readConditions(message: Message): string[] | undefined {
  const event = message.message("condition")?.message("event");
  if (event === undefined) return undefined;
  const group = event.text("group").replace(/\.\*$/, "");
  return [event.text("event"), group && `${group}.*`, event.bool("all") ? "*" : ""].filter((it) => it !== "");
}
