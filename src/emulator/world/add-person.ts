import { addUser } from "../instance/add-user.js";
import type { Instance, User } from "../instance/instance.js";
import { named } from "./named.js";
import type { PersonSeed } from "./world-seed.js";

export function addPerson(instance: Instance, name: string, seed: PersonSeed, run: string): User {
  const organisation = named("organisation", instance.organisations, seed.organisation);
  const userName = userNameOf(name, run);
  const [givenName = name, familyName = "x"] = name.split("-");
  return addUser(instance, {
    name,
    userName,
    organisation,
    profile: {
      kind: "person",
      givenName: seed.givenName ?? givenName,
      familyName: seed.familyName ?? familyName,
      email: `${userName}@example.com`,
      password: seed.password ?? "Password1!",
    },
    grants: Object.entries(seed.grants ?? {}).map(([project, roles]) => ({
      project: named("project", instance.projects, project),
      organisation,
      roles,
    })),
    metadata: seed.metadata ?? {},
  });
}

export function userNameOf(name: string, run: string): string {
  return run === "" ? name : `${name}-${run}`;
}
