import { randomUUID } from "node:crypto";
import type { Method } from "../api/method.js";
import type { Message } from "../api/proto-json.js";
import { invalid, validateNested } from "../api/validation.js";
import { timestampOf } from "../clock.js";
import type { Instance, ServiceUser } from "../instance/instance.js";
import { readEntry, requireEntries } from "./new-entries.js";
import { addUserAs, readPerson } from "./new-user.js";

/** Creates a person or a service user. The metadata is in the request or in its field `human`. */
export function createUser(instance: Instance): Method {
  return {
    name: "CreateUser",
    rest: { method: "POST", path: "/v2/users/new" },
    run: (message) => {
      const organizationId = message.text("organizationId");
      const userName = message.text("username");
      const human = message.message("human");
      const machine = message.message("machine");
      const profile = human ? readPerson(human) : machine && readServiceUser(machine, instance);
      const requestEntries = message.messages("metadata").map(readEntry);
      const humanEntries = human?.messages("metadata").map(readEntry) ?? [];
      return (caller) => {
        requireEntries("CreateUserRequest", "Metadata", requestEntries, 0);
        validateNested("CreateUserRequest", "Human", () => {
          requireEntries("CreateUserRequest_Human", "Metadata", humanEntries, 0);
        });
        if (profile === undefined) throw invalid("CreateUserRequest", "UserType", "value is required");
        const entries = [...requestEntries, ...humanEntries];
        const user = addUserAs(caller, instance, { organizationId, userName, profile, entries });
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
    accessToken: "opaque",
    personalAccessToken: randomUUID(),
    personalAccessTokenId: instance.nextId(),
    secret: undefined,
    keyId: undefined,
  };
}
