import { ApiError } from "../api/api-error.js";
import type { Organization, User } from "./instance.js";
import { rolePermissions, type Permission } from "./role.js";

/** The caller's permissions in an organization; undefined if the caller has no role there. */
function permissionsIn({ memberships }: User, organization: Organization): Permission[] | undefined {
  const applicable = memberships.filter(
    (it) => it.organization === undefined || it.organization === organization,
  );
  return applicable.length === 0
    ? undefined
    : applicable.flatMap(({ role }): Permission[] => rolePermissions[role]);
}

export function hasPermission(caller: User, permission: Permission, organization: Organization): boolean {
  return permissionsIn(caller, organization)?.includes(permission) === true;
}

export function requirePermission(
  caller: User,
  permission: Permission,
  organization: Organization,
  errorId = "AUTH-AWfge",
): void {
  const permissions = permissionsIn(caller, organization);
  if (permissions === undefined) throw new ApiError("not_found", "membership not found", "AUTHZ-cdgFk");
  if (permissions.includes(permission)) return;
  throw new ApiError("permission_denied", "No matching permissions found", errorId);
}
