export type Permission =
  | "user.read"
  | "user.write"
  | "session.link"
  | "events.read"
  | "action.target.write"
  | "action.execution.write";

export const rolePermissions = {
  IAM_OWNER: [
    "user.read",
    "user.write",
    "session.link",
    "events.read",
    "action.target.write",
    "action.execution.write",
  ],
  IAM_OWNER_VIEWER: ["user.read", "events.read"],
  IAM_USER_MANAGER: ["user.read", "user.write"],
  IAM_LOGIN_CLIENT: ["user.read", "user.write", "session.link"],
  ORG_OWNER: ["user.read", "user.write"],
  ORG_OWNER_VIEWER: ["user.read"],
  ORG_USER_MANAGER: ["user.read", "user.write"],
} satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof rolePermissions;
