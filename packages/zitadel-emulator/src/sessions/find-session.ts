import { ApiError } from "../api/api-error.js";
import type { User } from "../instance/instance.js";
import { hasPermission } from "../instance/permissions.js";
import type { LoginSession } from "../login/login-store.js";

/** Whether the caller may read and delete the session: its user, its creator, or a manager of sessions. */
export function mayAccess(caller: User, { creatorId, user }: LoginSession): boolean {
  if (caller.id === creatorId || caller === user) return true;
  return hasPermission(caller, "session.link", user?.organization ?? caller.organization);
}

/** The session token grants access to any caller. `denied` is ZITADEL's error for a wrong token. */
export function requireAccess(caller: User, session: LoginSession, token: string, denied: ApiError): void {
  if (token !== "" && token !== session.token) throw denied;
  if (token === "" && !mayAccess(caller, session)) {
    throw new ApiError("permission_denied", "No matching permissions found", "AUTH-AWfge");
  }
}
