import type { Method } from "../api/method.js";
import { timestampOf } from "../clock.js";
import type { Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import type { LoginStore } from "./login-store.js";
import { requirePerson, startSession } from "./start-session.js";

/** Verifies a login name and a password, for custom login pages. */
export function createSession(instance: Instance, logins: LoginStore): Method {
  return {
    name: "CreateSession",
    rest: { method: "POST", path: "/v2/sessions" },
    run: (message) => {
      const checks = message.message("checks");
      const loginName = checks?.message("user")?.text("loginName") ?? "";
      const password = checks?.message("password")?.text("password") ?? "";
      return (caller) => {
        const user = requirePerson(instance, loginName);
        requirePermission(caller, "session.link", user.organization);
        const session = startSession(instance, logins, user, password);
        return {
          details: {
            sequence: "1",
            changeDate: timestampOf(session.started),
            resourceOwner: caller.organization.id,
          },
          sessionId: session.id,
          sessionToken: session.token,
        };
      };
    },
  };
}
