import { randomBytes } from "node:crypto";
import type { Method } from "../api/method.js";
import { Refusal } from "../api/refusal.js";
import { timestampOf } from "../clock.js";
import { userByUserName, type Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import type { LoginStore } from "./login-store.js";

/** Checks a login name and a password, for a login page. */
export function createSession(instance: Instance, logins: LoginStore): Method {
  return {
    name: "CreateSession",
    rest: { method: "POST", path: "/v2/sessions" },
    run: (message) => {
      const checks = message.message("checks");
      const loginName = checks?.message("user")?.text("loginName") ?? "";
      const password = checks?.message("password")?.text("password") ?? "";
      return (caller) => {
        const user = userByUserName(instance, loginName);
        if (user?.profile.kind !== "person") {
          throw new Refusal("not_found", "User could not be found", "QUERY-Dfbg2");
        }
        requirePermission(caller, "session.link", user.organisation);
        if (user.state !== "active") {
          throw new Refusal("failed_precondition", "User is not active", "SESSION-Gj4ko");
        }
        if (user.profile.password !== password) {
          throw new Refusal("invalid_argument", "Password is invalid", "COMMAND-3M0fs");
        }
        const session = { id: instance.nextId(), token: randomBytes(48).toString("base64url"), user };
        logins.sessions.set(session.id, session);
        return {
          details: {
            sequence: "1",
            changeDate: timestampOf(instance.clock.stamp()),
            resourceOwner: caller.organisation.id,
          },
          sessionId: session.id,
          sessionToken: session.token,
        };
      };
    },
  };
}
