import { timestampOf } from "../clock.js";
import type { Organization } from "../instance/instance.js";
import type { LoginSession } from "../login/login-store.js";

export function encodeSession(session: LoginSession): Record<string, unknown> {
  const { id, user, isPasswordVerified, started, expires } = session;
  const verified = { verifiedAt: timestampOf(started) };
  return {
    id,
    creationDate: timestampOf(started),
    changeDate: timestampOf(started),
    sequence: "1",
    ...(user !== undefined && {
      factors: {
        user: {
          ...verified,
          id: user.id,
          loginName: user.userName,
          displayName: user.profile.displayName,
          organizationId: user.organization.id,
        },
        ...(isPasswordVerified && { password: verified }),
      },
    }),
    ...(expires !== undefined && { expirationDate: timestampOf(expires) }),
  };
}

export function encodeSessionChange(
  { started }: LoginSession,
  organization: Organization,
  changed = started,
): Record<string, string> {
  return {
    sequence: changed === started ? "1" : "2",
    changeDate: timestampOf(changed),
    resourceOwner: organization.id,
  };
}
