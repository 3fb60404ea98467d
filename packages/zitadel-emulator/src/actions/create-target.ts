import { randomBytes } from "node:crypto";
import type { Method } from "../api/method.js";
import { ApiError } from "../api/api-error.js";
import { requireName } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import type { Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import type { Executions } from "./executions.js";

const payloadTypes = ["UNSPECIFIED", "JSON", "JWT", "JWE"].map((name) => `PAYLOAD_TYPE_${name}`);

export function createTarget({ clock, nextId }: Instance, { targets }: Executions): Method {
  return {
    name: "CreateTarget",
    rest: { method: "POST", path: "/v2/actions/targets" },
    run: (message) => {
      const name = message.text("name");
      const endpoint = message.text("endpoint");
      const timeoutMs = message.milliseconds("timeout");
      // `interruptOnError` is ignored: the emulator calls the targets of an execution independently.
      const isWebhook = message.message("restWebhook") !== undefined;
      const isJson = message.enumValue("payloadType", payloadTypes) <= 1;
      return (caller, organization) => {
        requirePermission(caller, "action.target.write", organization, "AUTH-5mWD2");
        requireName("CreateTargetRequest", "Name", name, 1000);
        requireName("CreateTargetRequest", "Endpoint", endpoint, 2048);
        if (!isWebhook || !isJson) {
          throw new ApiError(
            "unimplemented",
            "The emulator supports restWebhook targets with JSON payload only",
          );
        }
        if (timeoutMs === 0) {
          throw new ApiError("invalid_argument", "Target has no timeout", "COMMAND-39f35d8uri");
        }
        if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
          throw new ApiError("invalid_argument", "Target has an invalid URL", "COMMAND-1r2k6qo6wg");
        }
        const id = nextId();
        const signingKey = randomBytes(24).toString("base64url");
        targets.set(id, { id, endpoint: new URL(endpoint), timeoutMs, signingKey });
        return { id, creationDate: timestampOf(clock.stamp()), signingKey };
      };
    },
  };
}
