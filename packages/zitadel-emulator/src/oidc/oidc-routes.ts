import type { Response, Request } from "../http/message.js";
import type { Route } from "../http/route.js";
import { handleAuthorize } from "../login/authorize.js";
import { handleDeviceAuthorization } from "./device-authorization.js";
import { handleIntrospection } from "./introspect.js";
import { handleEndSession, handleRevocation } from "./logout.js";
import { withOAuthErrors } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";
import { handleToken } from "./token.js";
import { handleUserinfo } from "./userinfo.js";

const endpoints: Record<string, (server: OidcServer, request: Request) => Response | Promise<Response>> = {
  "/oauth/v2/authorize": handleAuthorize,
  "/oauth/v2/token": handleToken,
  "/oauth/v2/device_authorization": handleDeviceAuthorization,
  "/oauth/v2/introspect": handleIntrospection,
  "/oauth/v2/revoke": handleRevocation,
  "/oidc/v1/userinfo": handleUserinfo,
  "/oidc/v1/end_session": handleEndSession,
};

export function oidcRoutes(server: OidcServer): Route[] {
  return Object.entries(endpoints).map(([path, handle]) => ({
    path,
    handle: (request) => withOAuthErrors(() => handle(server, request)),
  }));
}
