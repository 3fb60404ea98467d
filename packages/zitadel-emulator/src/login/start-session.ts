import { randomBytes } from "node:crypto";
import { ApiError } from "../api/api-error.js";
import { userByUserName, type Instance, type Person, type User } from "../instance/instance.js";
import { matchesOrganization } from "../tokens/scope.js";
import type { LoginSession, LoginStore } from "./login-store.js";

export type PersonUser = User & { profile: Person };

/** The person with this login name, in the organization that the scope requests. */
export function requirePerson(
  instance: Instance,
  loginName: string,
  scope: readonly string[] = [],
): PersonUser {
  return requireLogin(userByUserName(instance, loginName), scope);
}

export function requireLogin(user: User | undefined, scope: readonly string[] = []): PersonUser {
  if (user !== undefined && isPerson(user) && matchesOrganization(scope, user.organization)) return user;
  throw new ApiError("not_found", "User could not be found", "QUERY-Dfbg2");
}

export function isPerson(user: User): user is PersonUser {
  return user.profile.kind === "person";
}

export interface SessionChecks {
  creatorId: string;
  user?: PersonUser | undefined;
  /** Not verified if absent. */
  password?: string | undefined;
  lifetimeMs?: number;
}

export function startSession(
  { clock, nextId }: Instance,
  logins: LoginStore,
  { creatorId, user, password, lifetimeMs = 0 }: SessionChecks,
): LoginSession {
  if (user !== undefined && user.state !== "active") {
    throw new ApiError("failed_precondition", "User is not active", "SESSION-Gj4ko");
  }
  if (password !== undefined && user === undefined) {
    throw new ApiError("failed_precondition", "User ID missing", "COMMAND-Sfw3f");
  }
  if (password !== undefined && user?.profile.password !== password) {
    throw new ApiError("invalid_argument", "Password is invalid", "COMMAND-3M0fs");
  }
  const started = clock.stamp();
  const session: LoginSession = {
    id: nextId(),
    token: randomBytes(48).toString("base64url"),
    creatorId,
    user,
    isPasswordVerified: password !== undefined,
    started,
    ...(lifetimeMs > 0 && { expires: started + lifetimeMs * 1000 }),
  };
  logins.sessions.set(session.id, session);
  return session;
}
