import type { Method } from "../api/method.js";
import { ApiError } from "../api/api-error.js";
import type { Instance } from "../instance/instance.js";
import { requirePermission } from "../instance/permissions.js";
import { matchesOrganization } from "../tokens/scope.js";
import { callbackUrl, completeRequest } from "./complete-request.js";
import type { LoginStore } from "./login-store.js";

/** Completes an authorization request with a session, for custom login pages. */
export function createCallback(instance: Instance, logins: LoginStore): Method {
  return {
    name: "CreateCallback",
    rest: { method: "POST", path: "/v2/oidc/auth_requests/:authRequestId" },
    run: (message) => {
      const requestId = message.text("authRequestId");
      const session = message.message("session");
      const sessionId = session?.text("sessionId") ?? "";
      const sessionToken = session?.text("sessionToken") ?? "";
      return async (caller) => {
        const request = logins.requests.get(requestId);
        if (request === undefined) {
          throw new ApiError("not_found", "Auth Request does not exist", "COMMAND-Sf3g2");
        }
        const session = logins.sessions.get(sessionId);
        if (session?.token !== sessionToken) {
          throw new ApiError("permission_denied", "Session Token is invalid", "COMMAND-sGr42");
        }
        if (session.expires !== undefined && session.expires < instance.clock.stamp()) {
          throw new ApiError("failed_precondition", "Session is expired");
        }
        const organization = session.user?.organization ?? caller.organization;
        requirePermission(caller, "session.link", organization);
        if (!matchesOrganization(request.scope, organization)) {
          throw new ApiError("failed_precondition", "User does not belong to the requested organization");
        }
        const code = await completeRequest(logins, requestId, request, session);
        return { callbackUrl: callbackUrl(request, { code }) };
      };
    },
  };
}
