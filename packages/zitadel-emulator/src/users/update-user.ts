import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import { requireMaxLength, requireName, validateNested } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import { userById, userByUserName, type Instance, type User } from "../instance/instance.js";
import { setMetadata } from "../instance/metadata.js";
import { requirePermission } from "../instance/permissions.js";
import { readEntry, requireEntries } from "./new-entries.js";
import {
  normalize,
  readPersonFields,
  requireContact,
  requireProfile,
  type PersonFields,
} from "./person-fields.js";

/** Changes the fields that the request has. People may change themselves, but not their metadata. */
export function updateUser(instance: Instance): Method {
  return {
    name: "UpdateUser",
    rest: { method: "PATCH", path: "/v2/users/:userId" },
    run: (message) => {
      const userId = message.text("userId");
      const userName = message.has("username") ? message.text("username") : undefined;
      const human = message.message("human");
      const machine = message.message("machine");
      // The password is one level deeper, beside what proves the right to change it.
      const fields = human && readPersonFields(human, human.message("password")?.message("password"));
      const name = machine?.has("name") === true ? machine.text("name") : undefined;
      const description = machine?.has("description") === true ? machine.text("description") : undefined;
      const entries = message.messages("metadata").map(readEntry);
      return (caller) => {
        requireName("UpdateUserRequest", "UserId", userId);
        if (userName !== undefined) requireName("UpdateUserRequest", "Username", userName);
        requireEntries("UpdateUserRequest", "Metadata", entries, 0);
        validateNested("UpdateUserRequest", "Human", () => {
          requireFields(fields ?? {});
        });
        validateNested("UpdateUserRequest", "Machine", () => {
          requireMaxLength("UpdateUserRequest_Machine", "Name", name ?? "");
          requireMaxLength("UpdateUserRequest_Machine", "Description", description ?? "", 500);
        });
        if (fields === undefined && machine === undefined) {
          throw new ApiError("unimplemented", "user type is not implemented", "");
        }
        const user = requireUser(instance, userId, fields === undefined ? "service" : "person");
        if (user !== caller || entries.length > 0) requirePermission(caller, "user.write", user.organization);
        if (userName !== undefined) rename(instance, user, userName);
        const { profile } = user;
        const changes = normalize(fields ?? {});
        if (profile.kind === "person") user.profile = { ...profile, ...changes };
        else
          user.profile = {
            ...profile,
            ...(name !== undefined && { displayName: name }),
            ...(description !== undefined && { description }),
          };
        user.sequence += 1;
        user.changed = instance.clock.stamp();
        setMetadata(instance, user, entries, caller.id);
        return { changeDate: timestampOf(user.changed) };
      };
    },
  };
}

function requireFields(fields: PersonFields): void {
  validateNested("UpdateUserRequest_Human", "Profile", () => {
    requireProfile("UpdateUserRequest_Human_Profile", fields, false);
  });
  requireContact("UpdateUserRequest_Human", fields);
}

function requireUser(instance: Instance, userId: string, kind: User["profile"]["kind"]): User {
  const user = userById(instance, userId);
  if (user?.profile.kind === kind) return user;
  throw new ApiError("not_found", "User could not be found", "COMMAND-ugjs0upun6");
}

function rename(instance: Instance, user: User, userName: string): void {
  const other = userByUserName(instance, userName);
  if (other !== undefined && other !== user) {
    throw new ApiError("already_exists", "User already exists", "V3-DKcYh");
  }
  user.userName = userName;
}
