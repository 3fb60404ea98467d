import type { Method } from "../api/method.js";
import type { Instance } from "../instance/instance.js";
import type { LoginStore } from "../login/login-store.js";
import type { TokenStore } from "../tokens/token-store.js";
import { createSession } from "./create-session.js";
import { deleteSession } from "./delete-session.js";
import { getSession } from "./get-session.js";
import { listSessions } from "./list-sessions.js";

/** The session service, for custom login pages. */
export function sessionMethods(instance: Instance, logins: LoginStore, tokens: TokenStore): Method[] {
  return [
    createSession(instance, logins),
    getSession(logins),
    listSessions(instance, logins),
    deleteSession(instance, logins, tokens),
  ];
}
