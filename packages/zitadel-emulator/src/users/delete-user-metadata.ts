import type { Method } from "../api/method.js";
import { requireNames } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import type { Instance } from "../instance/instance.js";
import { removeMetadata, requireNonEmpty } from "../instance/metadata.js";
import { requireWritable } from "./set-user-metadata.js";

export function deleteUserMetadata(instance: Instance): Method {
  return {
    name: "DeleteUserMetadata",
    rest: { method: "DELETE", path: "/v2/users/:userId/metadata", query: "lists" },
    run: (message) => {
      const userId = message.text("userId");
      const keys = message.strings("keys");
      return (caller) => {
        requireNames("DeleteUserMetadataRequest", "Keys", keys);
        requireNonEmpty(keys);
        const user = requireWritable(instance, caller, userId);
        removeMetadata(instance, user, keys, caller.id);
        return { deletionDate: timestampOf(user.changed) };
      };
    },
  };
}
