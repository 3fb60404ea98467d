import type { World } from "../emulator/world/world.js";
import type { PersonSeed, ServiceUserSeed, WorldSeed } from "../emulator/world/world-seed.js";
import { alignColumns } from "./align-columns.js";
import { devSeed } from "./dev-seed.js";

type Role = NonNullable<ServiceUserSeed["role"]>["role"];

const abilities = {
  IAM_OWNER: "read and write",
  IAM_OWNER_VIEWER: "read",
  IAM_USER_MANAGER: "read and write",
  IAM_LOGIN_CLIENT: "be the login page of",
  ORG_OWNER: "read and write",
  ORG_OWNER_VIEWER: "read",
  ORG_USER_MANAGER: "read and write",
} satisfies Record<Role, string>;

/** A table of the seeded users: name, id, organisation, role and what they can do with it. */
export function listUsers(
  world: World,
  { people, serviceUsers, organisations }: WorldSeed = devSeed,
): string {
  const nameOf = (organisation: string): string => organisations[organisation]?.displayName ?? organisation;
  const rowOf = (name: string, organisation: string, role: string, can: string): string[] => [
    name,
    world.user(name),
    nameOf(organisation),
    role,
    can,
  ];
  return alignColumns([
    ["USER", "ID", "ORGANISATION", "ROLE", "CAN"],
    ...Object.entries(people).map(([name, person]) =>
      rowOf(name, person.organisation, grantsOf(person), `read own metadata (${entriesOf(person)})`),
    ),
    ...Object.entries(serviceUsers).map(([name, { organisation, role }]) => {
      if (role === undefined) return rowOf(name, organisation, "-", "read own metadata (none)");
      const where = role.in === "instance" ? "everybody" : `everybody in ${nameOf(organisation)}`;
      return rowOf(name, organisation, role.role, `${abilities[role.role]} ${where}`);
    }),
  ]);
}

function grantsOf({ grants = {} }: PersonSeed): string {
  const roles = Object.entries(grants).map(([project, names]) => `${names.join(", ")} in ${project}`);
  return roles.length === 0 ? "-" : roles.join("; ");
}

function entriesOf({ metadata = {} }: PersonSeed): string {
  const count = Object.keys(metadata).length;
  if (count === 0) return "none";
  return count === 1 ? "1 entry" : `${count} entries`;
}
