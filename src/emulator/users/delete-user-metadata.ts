import type { Method } from "../api/method.js";
import { requireName } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import type { Instance } from "../instance/instance.js";
import { removeMetadata, requireSome } from "../instance/metadata.js";
import { requireWritable } from "./set-user-metadata.js";

export function deleteUserMetadata(instance: Instance): Method {
  return {
    name: "DeleteUserMetadata",
    rest: { method: "DELETE", path: "/v2/users/:userId/metadata" },
    run: (message) => {
      const userId = message.text("userId");
      const keys = message.texts("keys");
      return (caller) => {
        keys.forEach((key, n) => {
          requireName("DeleteUserMetadataRequest", `Keys[${n}]`, key);
        });
        requireSome(keys);
        const owner = requireWritable(instance, caller, userId);
        return { deletionDate: timestampOf(removeMetadata(instance.clock, owner, keys)) };
      };
    },
  };
}
