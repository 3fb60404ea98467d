import type { Emulator } from "../emulator.js";
import { systemId } from "../events/event.js";
import type { Instance, User } from "../instance/instance.js";
import { removeAllMetadata } from "../instance/metadata.js";
import { removeOrganization } from "../instance/remove-organization.js";
import { changeState } from "../instance/user-state.js";
import { addPerson } from "../seed/add-person.js";
import { requireNamed } from "../seed/look-up.js";
import type { Directory } from "../seed/directory.js";

export function usersByHand(
  instance: Instance,
  world: Directory,
  run: string,
): Pick<
  Emulator,
  "addUser" | "getMetadata" | "removeAllMetadata" | "deactivateUser" | "removeUser" | "removeOrganization"
> {
  const [first = ""] = instance.organizations.keys();
  const userOf = (name: string): User => requireNamed("user", instance.users, world.user(name));
  return {
    addUser: (name, user) => addPerson(instance, name, { organization: first, ...user }, run).id,
    getMetadata: (name) => new Map([...userOf(name).metadata].map(([key, { value }]) => [key, value])),
    removeAllMetadata: (name) => {
      removeAllMetadata(instance, userOf(name), systemId);
    },
    deactivateUser: (name) => {
      changeState(instance, userOf(name), "inactive", systemId);
    },
    removeUser: (name) => {
      changeState(instance, userOf(name), "removed", systemId);
    },
    removeOrganization: (name) => {
      removeOrganization(instance, requireNamed("organization", instance.organizations, name));
    },
  };
}
