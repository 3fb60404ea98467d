import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import { requireName } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import { userById, type Instance, type User } from "../instance/instance.js";
import { requireNonEmpty, setMetadata } from "../instance/metadata.js";
import { requirePermission } from "../instance/permissions.js";
import { readEntry, requireEntries } from "./new-entries.js";

export function setUserMetadata(instance: Instance): Method {
  return {
    name: "SetUserMetadata",
    rest: { method: "POST", path: "/v2/users/:userId/metadata" },
    run: (message) => {
      const userId = message.text("userId");
      const entries = message.messages("metadata").map(readEntry);
      return (caller) => {
        requireName("SetUserMetadataRequest", "UserId", userId);
        requireEntries("SetUserMetadataRequest", "Metadata", entries, 0);
        requireNonEmpty(entries);
        const user = requireWritable(instance, caller, userId);
        setMetadata(instance, user, entries, caller.id);
        return { setDate: timestampOf(user.changed) };
      };
    },
  };
}

/**
 * The user whose metadata the caller wants to write. Writing requires a role, even for the caller's own
 * metadata.
 */
export function requireWritable(instance: Instance, caller: User, userId: string): User {
  const user = requireExisting(userById(instance, userId));
  requirePermission(caller, "user.write", user.organization);
  return user;
}

export function requireExisting(user: User | undefined): User {
  if (user !== undefined) return user;
  throw new ApiError("failed_precondition", "User could not be found", "COMMAND-uXHNj");
}
