import { Refusal } from "../api/refusal.js";
import type { Method } from "../api/method.js";
import { invalid, requireInside, requireName } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import { userById, type Instance, type User } from "../instance/instance.js";
import { requireSome, setMetadata } from "../instance/metadata.js";
import { requirePermission } from "../instance/permissions.js";

const largestValue = 500_000;

export function setUserMetadata(instance: Instance): Method {
  return {
    name: "SetUserMetadata",
    rest: { method: "POST", path: "/v2/users/:userId/metadata" },
    run: (message) => {
      const userId = message.text("userId");
      const entries = message
        .messages("metadata")
        .map((entry) => ({ key: entry.text("key"), value: entry.bytes("value") }));
      return (caller) => {
        requireName("SetUserMetadataRequest", "UserId", userId);
        for (const [n, { key, value }] of entries.entries()) {
          requireInside("SetUserMetadataRequest", `Metadata[${n}]`, () => {
            requireName("Metadata", "Key", key);
            if (value.length <= largestValue) return;
            throw invalid("Metadata", "Value", `value length must be at most ${largestValue} bytes`);
          });
        }
        requireSome(entries);
        const owner = requireWritable(instance, caller, userId);
        return { setDate: timestampOf(setMetadata(instance.clock, owner, entries)) };
      };
    },
  };
}

/** Nobody's metadata is their own to write: it takes a role, for one's own too. */
export function requireWritable(instance: Instance, caller: User, userId: string): User {
  const owner = userById(instance, userId);
  if (owner === undefined) {
    throw new Refusal("failed_precondition", "User could not be found", "COMMAND-uXHNj");
  }
  requirePermission(caller, "user.write", owner.organisation);
  return owner;
}
