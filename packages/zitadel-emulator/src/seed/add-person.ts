import { addUser } from "../instance/add-user.js";
import type { Grant, Instance, Membership, Organisation, User } from "../instance/instance.js";
import { requireNamed } from "./look-up.js";
import type { PersonSeed, RoleSeed } from "./seed.js";

export function addPerson(instance: Instance, name: string, seed: PersonSeed, run: string): User {
  const organisation = requireNamed("organisation", instance.organisations, seed.organisation);
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
    grants: grantsOf(instance, organisation, seed.grants),
    memberships: membershipsOf(organisation, seed.role),
    metadata: seed.metadata ?? {},
  });
}

/** Roles in projects, granted by the user's own organisation. */
export function grantsOf(
  instance: Instance,
  organisation: Organisation,
  grants: PersonSeed["grants"] = {},
): Grant[] {
  return Object.entries(grants).map(([project, roles]) => ({
    project: requireNamed("project", instance.projects, project),
    organisation,
    roles,
  }));
}

export function membershipsOf(organisation: Organisation, role: RoleSeed | undefined): Membership[] {
  if (role === undefined) return [];
  return [role.in === "instance" ? { role: role.role } : { role: role.role, organisation }];
}

export function userNameOf(name: string, run: string): string {
  return run === "" ? name : `${name}-${run}`;
}
