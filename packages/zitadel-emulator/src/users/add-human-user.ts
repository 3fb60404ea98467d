import type { Method } from "../api/method.js";
import { organizationByDomain, organizationById, type Instance } from "../instance/instance.js";
import { encodeChange } from "./encode-user.js";
import { readEntry, requireEntries } from "./new-entries.js";
import { addUserAs, readNewNames, requireNewPerson, toPerson } from "./new-user.js";
import { readPersonFields } from "./person-fields.js";

/** Adds a person, by default to the organization of the request. */
export function addHumanUser(instance: Instance): Method {
  return {
    name: "AddHumanUser",
    rest: { method: "POST", path: "/v2/users/human" },
    run: (message) => {
      const names = readNewNames(message);
      const fields = readPersonFields(message);
      const requested = message.message("organization");
      const [id, domain] = [requested?.text("orgId") ?? "", requested?.text("orgDomain") ?? ""];
      const entries = message.messages("metadata").map(readEntry);
      return (caller, own) => {
        names.requireValid("AddHumanUserRequest");
        requireNewPerson("AddHumanUserRequest", message, fields);
        requireEntries("AddHumanUserRequest", "SetMetadataEntry", entries, 1);
        const named = id !== "" ? organizationById(instance, id) : organizationByDomain(instance, domain);
        const organization = id === "" && domain === "" ? own : named;
        const user = addUserAs(caller, instance, {
          ...names,
          organization,
          profile: toPerson(fields),
          entries,
        });
        return { userId: user.id, details: encodeChange(user) };
      };
    },
  };
}
