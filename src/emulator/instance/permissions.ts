import { Refusal } from "../api/refusal.js";
import type { Organisation, User } from "./instance.js";
import { permissionsOf, type Permission, type Role } from "./role.js";

function rolesIn(caller: User, organisation: Organisation): Role[] {
  return caller.memberships
    .filter((it) => it.organisation === undefined || it.organisation === organisation)
    .map((it) => it.role);
}

export function may(caller: User, permission: Permission, organisation: Organisation): boolean {
  return rolesIn(caller, organisation).some((role) => {
    const permissions: readonly Permission[] = permissionsOf[role];
    return permissions.includes(permission);
  });
}

export function requirePermission(
  caller: User,
  permission: Permission,
  organisation: Organisation,
  refusalId = "AUTH-AWfge",
): void {
  if (rolesIn(caller, organisation).length === 0) {
    throw new Refusal("not_found", "membership not found", "AUTHZ-cdgFk");
  }
  if (!may(caller, permission, organisation)) {
    throw new Refusal("permission_denied", "No matching permissions found", refusalId);
  }
}
