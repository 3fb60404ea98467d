import type { Emulator } from "../emulator.js";
import type { Instance, User } from "../instance/instance.js";
import { changeState } from "../instance/user-state.js";
import { addPerson } from "../world/add-person.js";
import { named } from "../world/named.js";
import type { World } from "../world/world.js";

export function usersByHand(
  instance: Instance,
  world: World,
  run: string,
): Pick<Emulator, "addUser" | "metadataOf" | "deactivate" | "remove"> {
  const [first = ""] = instance.organisations.keys();
  const userOf = (name: string): User => named("user", instance.users, world.user(name));
  return {
    addUser: (name, user) => addPerson(instance, name, { organisation: first, ...user }, run).id,
    metadataOf: (name) => new Map([...userOf(name).metadata].map(([key, { value }]) => [key, value])),
    deactivate: (name) => {
      changeState(instance.clock, userOf(name), "inactive");
    },
    remove: (name) => {
      changeState(instance.clock, userOf(name), "removed");
    },
  };
}
