import type { Method } from "../api/method.js";
import { Refusal } from "../api/refusal.js";
import { requirePermission } from "../instance/permissions.js";
import { createOpaqueToken } from "../tokens/opaque-token.js";
import type { LoginStore } from "./login-store.js";

/** Joins a login to the request that asked for it: the answer is where the browser goes on, with a code. */
export function createCallback(logins: LoginStore): Method {
  return {
    name: "CreateCallback",
    rest: { method: "POST", path: "/v2/oidc/auth_requests/:authRequestId" },
    run: (message) => {
      const requestId = message.text("authRequestId");
      const sent = message.message("session");
      const sessionId = sent?.text("sessionId") ?? "";
      const sessionToken = sent?.text("sessionToken") ?? "";
      return async (caller) => {
        const request = logins.requests.get(requestId);
        if (request === undefined) {
          throw new Refusal("not_found", "Auth Request does not exist", "COMMAND-Sf3g2");
        }
        const session = logins.sessions.get(sessionId);
        if (session?.token !== sessionToken) {
          throw new Refusal("permission_denied", "Session Token is invalid", "COMMAND-sGr42");
        }
        requirePermission(caller, "session.link", session.user.organisation);
        logins.requests.delete(requestId);
        const code = await createOpaqueToken(requestId);
        logins.grants.set(code, { request, session });
        const callback = new URL(request.redirectUri);
        callback.searchParams.set("code", code);
        if (request.state !== undefined) callback.searchParams.set("state", request.state);
        return { callbackUrl: callback.href };
      };
    },
  };
}
