import { randomUUID } from "node:crypto";
import type { Method } from "../api/method.js";
import type { Message } from "../api/proto-json.js";
import { invalid, requireMaxLength, requireName, validateNested } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import { organizationById, type Instance, type ServiceUser } from "../instance/instance.js";
import { readEntry, requireEntries } from "./new-entries.js";
import { addUserAs, readNewNames, requireNewPerson, toPerson } from "./new-user.js";
import { readPersonFields } from "./person-fields.js";

/** Creates a person or a service user. The metadata is in the request or in its field `human`. */
export function createUser(instance: Instance): Method {
  return {
    name: "CreateUser",
    rest: { method: "POST", path: "/v2/users/new" },
    run: (message) => {
      const organizationId = message.text("organizationId");
      const names = readNewNames(message);
      const human = message.message("human");
      const machine = message.message("machine");
      const fields = human && readPersonFields(human);
      const serviceUser = machine && readServiceUser(machine, instance);
      const requestEntries = message.messages("metadata").map(readEntry);
      const humanEntries = human?.messages("metadata").map(readEntry) ?? [];
      return (caller) => {
        requireName("CreateUserRequest", "OrganizationId", organizationId);
        names.requireValid("CreateUserRequest");
        requireEntries("CreateUserRequest", "Metadata", requestEntries, 0);
        if (human !== undefined && fields !== undefined) {
          validateNested("CreateUserRequest", "Human", () => {
            requireNewPerson("CreateUserRequest_Human", human, fields);
            requireEntries("CreateUserRequest_Human", "Metadata", humanEntries, 0);
          });
        }
        if (serviceUser !== undefined) {
          validateNested("CreateUserRequest", "Machine", () => {
            requireName("CreateUserRequest_Machine", "Name", serviceUser.displayName);
            requireMaxLength("CreateUserRequest_Machine", "Description", serviceUser.description ?? "", 500);
          });
        }
        const profile = fields === undefined ? serviceUser : toPerson(fields);
        if (profile === undefined) throw invalid("CreateUserRequest", "UserType", "value is required");
        const organization = organizationById(instance, organizationId);
        const entries = [...requestEntries, ...humanEntries];
        const user = addUserAs(caller, instance, { ...names, organization, profile, entries });
        return { id: user.id, creationDate: timestampOf(user.created) };
      };
    },
  };
}

/** The personal access token is random and unknown: no emulated method creates one. */
function readServiceUser(message: Message, instance: Instance): ServiceUser {
  return {
    kind: "service",
    displayName: message.text("name"),
    ...(message.has("description") && { description: message.text("description") }),
    accessToken: "opaque",
    personalAccessToken: randomUUID(),
    personalAccessTokenId: instance.nextId(),
    secret: undefined,
    keyId: undefined,
  };
}
