import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import type { Instance } from "../instance/instance.js";
import type { LoginStore } from "../login/login-store.js";
import type { TokenStore } from "../tokens/token-store.js";
import { encodeSessionChange } from "./encode-session.js";
import { requireAccess } from "./find-session.js";

/** Ends a session and all tokens of its login. */
export function deleteSession({ clock }: Instance, { sessions }: LoginStore, tokens: TokenStore): Method {
  return {
    name: "DeleteSession",
    rest: { method: "DELETE", path: "/v2/sessions/:sessionId" },
    run: (message) => {
      const [sessionId, sessionToken] = [message.text("sessionId"), message.text("sessionToken")];
      return (caller) => {
        const session = sessions.get(sessionId);
        if (session === undefined)
          throw new ApiError("not_found", "Session does not exist", "COMMAND-x0099887");
        const denied = new ApiError("permission_denied", "Session Token is invalid", "COMMAND-sGr42");
        requireAccess(caller, session, sessionToken, denied);
        sessions.delete(sessionId);
        tokens.endLogin(sessionId);
        return { details: encodeSessionChange(session, caller.organization, clock.stamp()) };
      };
    },
  };
}
