import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import { requireName } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import { userById, type Instance, type User } from "../instance/instance.js";
import { requireSome, setMetadata } from "../instance/metadata.js";
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
        requireSome(entries);
        const owner = requireWritable(instance, caller, userId);
        setMetadata(instance, owner, entries, caller.id);
        return { setDate: timestampOf(owner.changed) };
      };
    },
  };
}

/** Nobody's metadata is their own to write: it takes a role, for one's own too. */
export function requireWritable(instance: Instance, caller: User, userId: string): User {
  const owner = requireExisting(userById(instance, userId));
  requirePermission(caller, "user.write", owner.organization);
  return owner;
}

export function requireExisting(owner: User | undefined): User {
  if (owner !== undefined) return owner;
  throw new ApiError("failed_precondition", "User could not be found", "COMMAND-uXHNj");
}
