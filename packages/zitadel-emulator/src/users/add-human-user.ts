import { randomUUID } from "node:crypto";
import { ApiError } from "../api/api-error.js";
import type { Message } from "../api/proto-json.js";
import type { Method } from "../api/method.js";
import { addUser } from "../instance/add-user.js";
import { userByUserName, type Instance, type Organization, type Person } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import { encodeChange } from "./encode-user.js";
import { readEntry, requireEntries } from "./new-entries.js";

export function addHumanUser(instance: Instance): Method {
  return {
    name: "AddHumanUser",
    rest: { method: "POST", path: "/v2/users/human" },
    run: (message) => {
      const userName = message.text("username");
      const person = readPerson(message);
      const organizationId = message.message("organization")?.text("orgId") ?? "";
      const entries = message.messages("metadata").map(readEntry);
      return (caller) => {
        requireEntries("AddHumanUserRequest", "SetMetadataEntry", entries, 1);
        const organization = organizationById(instance, organizationId);
        requirePermission(caller, "user.write", organization);
        if (userByUserName(instance, userName) !== undefined) {
          throw new ApiError("already_exists", "User already exists");
        }
        const metadata = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
        // A user name can be reused after its user was removed. Names of the seed cannot, so this user gets a
        // new one.
        const name = instance.nextId();
        const added = { name, userName, organization, profile: person, metadata };
        const user = addUser(instance, added, caller.id);
        return { userId: user.id, details: encodeChange(user) };
      };
    },
  };
}

function readPerson(message: Message): Person {
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

function organizationById(instance: Instance, id: string): Organization {
  const found = [...instance.organizations.values()].find((it) => it.id === id);
  if (found === undefined) throw new ApiError("not_found", "Organization not found");
  return found;
}
