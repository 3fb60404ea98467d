import { randomUUID } from "node:crypto";
import { ApiError } from "../api/api-error.js";
import type { Message } from "../api/proto-json.js";
import { addUser, type NewUser } from "../instance/add-user.js";
import { userByUserName, type Instance, type Person, type User } from "../instance/instance.js";
import type { NewEntry } from "../instance/metadata.js";
import { requirePermission } from "../instance/permissions.js";

export interface UserToAdd {
  organizationId: string;
  userName: string;
  profile: NewUser["profile"];
  entries: readonly NewEntry[];
}

/** Adds a user of any kind for a caller who may write to the organization. */
export function addUserAs(
  caller: User,
  instance: Instance,
  { organizationId, userName, profile, entries }: UserToAdd,
): User {
  const organization = [...instance.organizations.values()].find(({ id }) => id === organizationId);
  if (organization === undefined) throw new ApiError("not_found", "Organization not found");
  requirePermission(caller, "user.write", organization);
  if (entries.some(({ value }) => value.length === 0)) {
    throw new ApiError("invalid_argument", "Errors.User.Metadata.ValueEmpty", "USER-Dbgth");
  }
  if (userByUserName(instance, userName) !== undefined) {
    throw new ApiError("already_exists", "User already exists", "V3-DKcYh");
  }
  const metadata = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  // A user name can be reused after its user was removed. Names of the seed cannot, so this user gets a new one.
  const name = instance.nextId();
  return addUser(instance, { name, userName, organization, profile, metadata }, caller.id);
}

export function readPerson(message: Message): Person {
  const profile = message.message("profile");
  return {
    kind: "person",
    givenName: profile?.text("givenName") ?? "",
    familyName: profile?.text("familyName") ?? "",
    email: message.message("email")?.text("email") ?? "",
    // A random password: without one, the user cannot log in.
    password: message.message("password")?.text("password") ?? randomUUID(),
  };
}
