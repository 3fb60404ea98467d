import { addUser } from "../instance/add-user.js";
import { createPerson } from "../instance/create-person.js";
import type { Grant, Instance, Membership, Organization, User } from "../instance/instance.js";
import { requireNamed } from "./require-named.js";
import type { PersonSeed, RoleSeed } from "./seed.js";

export function addPerson(instance: Instance, name: string, seed: PersonSeed, userNameSuffix: string): User {
  const organization = requireNamed("organization", instance.organizations, seed.organization);
  const userName = userNameOf(name, userNameSuffix);
  const [givenName = name, familyName = "x"] = name.split("-");
  return addUser(instance, {
    name,
    userName,
    organization,
    profile: createPerson({
      givenName: seed.givenName ?? givenName,
      familyName: seed.familyName ?? familyName,
      email: `${userName}@example.com`,
      isEmailVerified: true,
      password: seed.password ?? "Password1!",
    }),
    grants: grantsOf(instance, organization, seed.grants),
    memberships: membershipsOf(organization, seed.role),
    metadata: seed.metadata ?? {},
  });
}

/** Role grants in projects, made by the user's own organization. */
export function grantsOf(
  instance: Instance,
  organization: Organization,
  grants: PersonSeed["grants"] = {},
): Grant[] {
  return Object.entries(grants).map(([project, roles]) => ({
    project: requireNamed("project", instance.projects, project),
    organization,
    roles,
  }));
}

export function membershipsOf(organization: Organization, role: RoleSeed | undefined): Membership[] {
  if (role === undefined) return [];
  return [role.in === "instance" ? { role: role.role } : { role: role.role, organization }];
}

export function userNameOf(name: string, suffix: string): string {
  return suffix === "" ? name : `${name}-${suffix}`;
}
