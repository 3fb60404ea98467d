import type { Method } from "../api/method.js";
import type { Instance } from "../instance/instance.js";
import { encodeChange } from "./encode-user.js";
import { readEntry, requireEntries } from "./new-entries.js";
import { addUserAs, readPerson } from "./new-user.js";

export function addHumanUser(instance: Instance): Method {
  return {
    name: "AddHumanUser",
    rest: { method: "POST", path: "/v2/users/human" },
    run: (message) => {
      const userName = message.text("username");
      const profile = readPerson(message);
      const requestedId = message.message("organization")?.text("orgId") ?? "";
      const entries = message.messages("metadata").map(readEntry);
      return (caller, { id }) => {
        const organizationId = requestedId === "" ? id : requestedId;
        requireEntries("AddHumanUserRequest", "SetMetadataEntry", entries, 1);
        const user = addUserAs(caller, instance, { organizationId, userName, profile, entries });
        return { userId: user.id, details: encodeChange(user) };
      };
    },
  };
}
