import type { Directory } from "../seed/directory.js";
import type { PersonSeed, RoleSeed, Seed } from "../seed/seed.js";
import { alignColumns } from "./align-columns.js";
import { devSeed } from "../seed/dev-seed.js";

const verbs = {
  IAM_OWNER: "read and write",
  IAM_OWNER_VIEWER: "read",
  IAM_USER_MANAGER: "read and write",
  IAM_LOGIN_CLIENT: "log in",
  ORG_OWNER: "read and write",
  ORG_OWNER_VIEWER: "read",
  ORG_USER_MANAGER: "read and write",
} satisfies Record<RoleSeed["role"], string>;

/** A user of the seed, without what only people or only service users have. */
type RoleHolder = Pick<PersonSeed, "organization" | "role">;

/**
 * A text table of the users of a seed (by default {@link devSeed}): name, id, organization, roles and
 * permissions. `directory` is that of the emulator that was started with the seed.
 */
export function formatUsers(
  directory: Directory,
  { people, serviceUsers, organizations }: Seed = devSeed,
): string {
  const nameOf = (organization: string): string => organizations[organization]?.displayName ?? organization;
  const abilityOf = ({ organization, role }: RoleHolder, ownEntries: string): string => {
    if (role === undefined) return `read own metadata (${ownEntries})`;
    const where = role.in === "instance" ? "all users" : `all users in ${nameOf(organization)}`;
    return `${verbs[role.role]} ${where}`;
  };
  const rowOf = (name: string, organization: string, role: string, abilities: string): string[] => [
    name,
    directory.user(name),
    nameOf(organization),
    role,
    abilities,
  ];
  return alignColumns([
    ["USER", "ID", "ORGANIZATION", "ROLE", "CAN"],
    ...Object.entries(people).map(([name, person]) =>
      rowOf(name, person.organization, rolesOf(person), abilityOf(person, entriesOf(person))),
    ),
    ...Object.entries(serviceUsers).map(([name, user]) =>
      rowOf(name, user.organization, user.role?.role ?? "-", abilityOf(user, "none")),
    ),
  ]);
}

function rolesOf({ role, grants = {} }: PersonSeed): string {
  const inProjects = Object.entries(grants).map(([project, names]) => `${names.join(", ")} in ${project}`);
  const roles = [...(role === undefined ? [] : [role.role]), ...inProjects];
  return roles.length === 0 ? "-" : roles.join("; ");
}

function entriesOf({ metadata = {} }: PersonSeed): string {
  const count = Object.keys(metadata).length;
  if (count === 0) return "none";
  return count === 1 ? "1 entry" : `${count} entries`;
}
