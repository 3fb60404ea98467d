import { randomBytes } from "node:crypto";
import { ApiError } from "../api/api-error.js";
import { userByUserName, type Instance, type Person, type User } from "../instance/instance.js";
import type { LoginSession, LoginStore } from "./login-store.js";

export type PersonUser = User & { profile: Person };

export function requirePerson(instance: Instance, loginName: string): PersonUser {
  const user = userByUserName(instance, loginName);
  if (user !== undefined && isPerson(user)) return user;
  throw new ApiError("not_found", "User could not be found", "QUERY-Dfbg2");
}

export function isPerson(user: User): user is PersonUser {
  return user.profile.kind === "person";
}

export function startSession(
  { clock, nextId }: Instance,
  logins: LoginStore,
  user: PersonUser,
  password: string,
): LoginSession {
  if (user.state !== "active") {
    throw new ApiError("failed_precondition", "User is not active", "SESSION-Gj4ko");
  }
  if (user.profile.password !== password) {
    throw new ApiError("invalid_argument", "Password is invalid", "COMMAND-3M0fs");
  }
  const token = randomBytes(48).toString("base64url");
  const session = { id: nextId(), token, user, started: clock.stamp() };
  logins.sessions.set(session.id, session);
  return session;
}
