import { ApiError } from "../api/api-error.js";
import type { Organisation, User } from "./instance.js";
import { permissionsOf, type Permission } from "./role.js";

/** What the caller's roles there allow; undefined without any role. */
function permissionsIn({ memberships }: User, organisation: Organisation): Permission[] | undefined {
  const there = memberships.filter((it) => it.organisation === undefined || it.organisation === organisation);
  return there.length === 0 ? undefined : there.flatMap(({ role }): Permission[] => permissionsOf[role]);
}

export function may(caller: User, permission: Permission, organisation: Organisation): boolean {
  return permissionsIn(caller, organisation)?.includes(permission) === true;
}

export function requirePermission(
  caller: User,
  permission: Permission,
  organisation: Organisation,
  refusalId = "AUTH-AWfge",
): void {
  const permissions = permissionsIn(caller, organisation);
  if (permissions === undefined) throw new ApiError("not_found", "membership not found", "AUTHZ-cdgFk");
  if (permissions.includes(permission)) return;
  throw new ApiError("permission_denied", "No matching permissions found", refusalId);
}
