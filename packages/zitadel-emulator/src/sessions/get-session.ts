import { ApiError } from "../api/api-error.js";
import type { Method } from "../api/method.js";
import type { LoginStore } from "../login/login-store.js";
import { encodeSession } from "./encode-session.js";
import { requireAccess } from "./find-session.js";

export function getSession({ sessions }: LoginStore): Method {
  return {
    name: "GetSession",
    rest: { method: "GET", path: "/v2/sessions/:sessionId", query: "texts" },
    run: (message) => {
      const [sessionId, sessionToken] = [message.text("sessionId"), message.text("sessionToken")];
      return (caller) => {
        const session = sessions.get(sessionId);
        if (session === undefined) throw new ApiError("not_found", "Session does not exist", "QUERY-SFeaa");
        const denied = new ApiError("permission_denied", "Permission denied", "QUERY-dsfr3");
        requireAccess(caller, session, sessionToken, denied);
        return { session: encodeSession(session) };
      };
    },
  };
}
