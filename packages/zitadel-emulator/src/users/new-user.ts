import { randomUUID } from "node:crypto";
import { ApiError } from "../api/api-error.js";
import type { Message } from "../api/proto-json.js";
import { invalid, requireName, validateNested } from "../api/validation.js";
import { addUser, type NewUser } from "../instance/add-user.js";
import { createPerson } from "../instance/create-person.js";
import {
  userByUserName,
  type Instance,
  type Organization,
  type Person,
  type User,
} from "../instance/instance.js";
import type { NewEntry } from "../instance/metadata.js";
import { requirePermission } from "../instance/permissions.js";
import { normalize, requireContact, requireProfile, type PersonFields } from "./person-fields.js";

export interface UserToAdd {
  organization: Organization | undefined;
  /** By default a new id. */
  userId: string;
  userName: string;
  profile: NewUser["profile"];
  entries: readonly NewEntry[];
}

/** The id and the user name of a new user. An absent field is empty, and valid. */
export interface NewNames {
  userId: string;
  userName: string;
  requireValid: (request: string) => void;
}

export function readNewNames(message: Message): NewNames {
  const [userId, userName] = [message.text("userId"), message.text("username").trim()];
  return {
    userId,
    userName,
    requireValid: (request) => {
      if (message.has("userId")) requireName(request, "UserId", userId);
      if (message.has("username")) requireName(request, "Username", message.text("username"));
    },
  };
}

/** Validates the fields that a new person must have, and the form of the others. */
export function requireNewPerson(request: string, message: Message, fields: PersonFields): void {
  if (!message.has("profile")) throw invalid(request, "Profile", "value is required");
  validateNested(request, "Profile", () => {
    requireProfile("SetHumanProfile", fields, true);
  });
  if (!message.has("email")) throw invalid(request, "Email", "value is required");
  requireContact(request, { email: "", ...fields });
}

/** Adds a user of any kind for a caller who may write to the organization. */
export function addUserAs(
  caller: User,
  instance: Instance,
  { organization, userId, userName, profile, entries }: UserToAdd,
): User {
  if (organization === undefined) throw new ApiError("not_found", "Organization not found");
  requirePermission(caller, "user.write", organization);
  if (entries.some(({ value }) => value.length === 0)) {
    throw new ApiError("invalid_argument", "Errors.User.Metadata.ValueEmpty", "USER-Dbgth");
  }
  if (instance.users.has(userId)) {
    throw new ApiError("failed_precondition", "User already exists", "COMMAND-7yiox1isql");
  }
  // A user name can be reused after its user was removed. Names of the seed cannot, so this user gets a new one.
  const name = userId === "" ? instance.nextId() : userId;
  const newUserName = userName === "" ? defaultUserName(profile, name) : userName;
  if (userByUserName(instance, newUserName) !== undefined) {
    throw new ApiError("already_exists", "User already exists", "V3-DKcYh");
  }
  const metadata = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  const id = userId === "" ? undefined : userId;
  return addUser(instance, { name, userName: newUserName, organization, profile, metadata }, caller.id, id);
}

function defaultUserName(profile: NewUser["profile"], name: string): string {
  return profile.kind === "person" ? profile.email : name;
}

export function toPerson(fields: PersonFields): Person {
  const { givenName = "", familyName = "", email = "", displayName = "", ...rest } = normalize(fields);
  return createPerson({
    givenName: givenName.trim(),
    familyName: familyName.trim(),
    email,
    // A random password: without one, the user cannot log in.
    password: randomUUID(),
    ...(displayName.trim() !== "" && { displayName }),
    ...rest,
  });
}
