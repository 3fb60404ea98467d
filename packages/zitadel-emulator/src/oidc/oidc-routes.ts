import type { Response, Request } from "../http/message.js";
import type { Route } from "../http/route.js";
import { answerAuthorize } from "../login/authorize.js";
import { answerIntrospection } from "./introspect.js";
import { answerEndSession, answerRevocation } from "./logout.js";
import { answerOrOAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";
import { answerToken } from "./token.js";
import { answerUserinfo } from "./userinfo.js";

const endpoints: Record<string, (server: OidcServer, asked: Request) => Response | Promise<Response>> = {
  "/oauth/v2/authorize": answerAuthorize,
  "/oauth/v2/token": answerToken,
  "/oauth/v2/introspect": answerIntrospection,
  "/oauth/v2/revoke": answerRevocation,
  "/oidc/v1/userinfo": answerUserinfo,
  "/oidc/v1/end_session": answerEndSession,
};

export function oidcRoutes(server: OidcServer): Route[] {
  return Object.entries(endpoints).map(([path, answer]) => ({
    path,
    answer: (asked) => answerOrOAuthError(() => answer(server, asked)),
  }));
}
