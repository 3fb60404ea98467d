import type { Emulator } from "../emulator.js";
import { systemUserId } from "../events/event.js";
import type { Instance, User } from "../instance/instance.js";
import { removeAllMetadata } from "../instance/metadata.js";
import { removeOrganization } from "../instance/remove-organization.js";
import { changeState } from "../instance/user-state.js";
import { addPerson } from "../seed/add-person.js";
import { requireNamed } from "../seed/require-named.js";
import type { Directory } from "../seed/directory.js";

export function createUserControls(
  instance: Instance,
  directory: Directory,
  userNameSuffix: string,
): Pick<
  Emulator,
  "addUser" | "getMetadata" | "removeAllMetadata" | "deactivateUser" | "removeUser" | "removeOrganization"
> {
  const [firstOrganization = ""] = instance.organizations.keys();
  const userOf = (name: string): User => requireNamed("user", instance.users, directory.user(name));
  return {
    addUser: (name, user) =>
      addPerson(instance, name, { organization: firstOrganization, ...user }, userNameSuffix).id,
    getMetadata: (name) => new Map([...userOf(name).metadata].map(([key, { value }]) => [key, value])),
    removeAllMetadata: (name) => {
      removeAllMetadata(instance, userOf(name), systemUserId);
    },
    deactivateUser: (name) => {
      changeState(instance, userOf(name), "inactive", systemUserId);
    },
    removeUser: (name) => {
      changeState(instance, userOf(name), "removed", systemUserId);
    },
    removeOrganization: (name) => {
      removeOrganization(instance, requireNamed("organization", instance.organizations, name));
    },
  };
}
