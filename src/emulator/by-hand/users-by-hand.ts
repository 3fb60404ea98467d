import type { Emulator } from "../emulator.js";
import { systemId } from "../events/event.js";
import type { Instance, User } from "../instance/instance.js";
import { removeAllMetadata } from "../instance/metadata.js";
import { removeOrganisation } from "../instance/remove-organisation.js";
import { changeState } from "../instance/user-state.js";
import { addPerson } from "../world/add-person.js";
import { named } from "../world/named.js";
import type { World } from "../world/world.js";

export function usersByHand(
  instance: Instance,
  world: World,
  run: string,
): Pick<
  Emulator,
  "addUser" | "metadataOf" | "removeAllMetadata" | "deactivate" | "remove" | "removeOrganisation"
> {
  const [first = ""] = instance.organisations.keys();
  const userOf = (name: string): User => named("user", instance.users, world.user(name));
  return {
    addUser: (name, user) => addPerson(instance, name, { organisation: first, ...user }, run).id,
    metadataOf: (name) => new Map([...userOf(name).metadata].map(([key, { value }]) => [key, value])),
    removeAllMetadata: (name) => {
      removeAllMetadata(instance, userOf(name), systemId);
    },
    deactivate: (name) => {
      changeState(instance, userOf(name), "inactive", systemId);
    },
    remove: (name) => {
      changeState(instance, userOf(name), "removed", systemId);
    },
    removeOrganisation: (name) => {
      removeOrganisation(instance, named("organisation", instance.organisations, name));
    },
  };
}
