import type { Response, Request } from "../http/message.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm, requireParameter } from "./form.js";
import { grants } from "./grants.js";
import { oauthResponse, OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

export async function handleToken(server: OidcServer, request: Request): Promise<Response> {
  const form = readForm(request);
  const type = requireParameter(form, "grant_type");
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (grant === undefined) throw new OAuthError("unsupported_grant_type", `${type} not supported`);
  const client = () => requireClientCredentials(request, form);
  const { session, scope } = await grant({ ...server, form, client });
  const issued = await server.tokens.issue(session, { scope });
  const { accessToken, idToken, refreshToken, expiresIn } = issued;
  return oauthResponse(200, {
    access_token: accessToken,
    token_type: "Bearer",
    refresh_token: refreshToken,
    expires_in: expiresIn,
    ...(scope.includes("openid") && { id_token: idToken }),
  });
}
