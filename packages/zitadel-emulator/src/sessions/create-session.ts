import { ApiError } from "../api/api-error.js";
import type { Message } from "../api/proto-json.js";
import type { Method } from "../api/method.js";
import { userById, userByUserName, type Instance, type User } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import type { LoginStore } from "../login/login-store.js";
import { requireLogin, startSession } from "../login/start-session.js";
import { encodeSessionChange } from "./encode-session.js";

/** Starts a session and verifies what the checks contain: a user, and the user's password. */
export function createSession(instance: Instance, logins: LoginStore): Method {
  return {
    name: "CreateSession",
    rest: { method: "POST", path: "/v2/sessions" },
    run: (message) => {
      const checks = message.message("checks");
      const find = readUserCheck(instance, checks?.message("user"));
      const password = checks?.message("password")?.text("password");
      const lifetimeMs = message.milliseconds("lifetime");
      rejectUnsupported(message, checks);
      return (caller) => {
        const user = find === undefined ? undefined : requireLogin(find());
        requirePermission(caller, "session.link", user?.organization ?? caller.organization);
        const session = startSession(instance, logins, { creatorId: caller.id, user, password, lifetimeMs });
        return {
          details: encodeSessionChange(session, caller.organization),
          sessionId: session.id,
          sessionToken: session.token,
        };
      };
    },
  };
}

function readUserCheck(instance: Instance, check: Message | undefined): (() => User | undefined) | undefined {
  if (check === undefined) return undefined;
  const [userId, loginName] = [check.text("userId"), check.text("loginName")];
  if (userId !== "") return () => userById(instance, userId);
  if (loginName !== "") return () => userByUserName(instance, loginName);
  throw new ApiError("unimplemented", "user search <nil> not implemented", "SESSION-d3b4g0");
}

function rejectUnsupported(message: Message, checks: Message | undefined): void {
  const found = [
    ...["webAuthN", "idpIntent", "totp", "otpSms", "otpEmail", "recoveryCode"]
      .filter((name) => checks?.has(name) === true)
      .map((name) => `checks.${name}`),
    ...["challenges", "metadata"].filter((name) => message.has(name)),
  ];
  if (found.length === 0) return;
  throw new ApiError(
    "unimplemented",
    `The emulator does not support ${found.join(", ")} of a session. It has checks.user and checks.password`,
  );
}
