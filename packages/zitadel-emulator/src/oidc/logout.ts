import type { Response, Request } from "../http/message.js";
import { appByClientId } from "../instance/instance.js";
import { sessionOfBrowser } from "../login/browser-session.js";
import { callbackUrl } from "../login/complete-request.js";
import { loginPath } from "../login/login-path.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm, requireParameter } from "./form.js";
import { redirect } from "./redirect.js";
import { oauthResponse, OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

/** The response is the same for known and unknown tokens (RFC 7009). */
export function handleRevocation({ instance, tokens }: OidcServer, request: Request): Response {
  const form = readForm(request);
  const { id } = requireClientCredentials(request, form);
  if (appByClientId(instance, id) === undefined) throw new OAuthError("invalid_client", "client not found");
  tokens.revoke(requireParameter(form, "token"));
  return { ...oauthResponse(200, {}), body: "" };
}

export function handleEndSession({ instance, tokens, logins }: OidcServer, request: Request): Response {
  const form = readForm(request);
  const hint = form("id_token_hint");
  const session = tokens.findIdTokenSession(hint ?? "");
  if (hint !== undefined && session === undefined)
    throw new OAuthError("invalid_request", "id_token_hint invalid");
  const app = appByClientId(instance, session?.client.id ?? form("client_id") ?? "");
  const returnUri = form("post_logout_redirect_uri");
  if (returnUri !== undefined && !(app?.type === "pkce" && app.postLogoutRedirectUris.includes(returnUri))) {
    throw new OAuthError("invalid_request", "post_logout_redirect_uri invalid");
  }
  const loginId = session?.loginId ?? sessionOfBrowser(logins, request)?.id;
  if (loginId !== undefined) {
    tokens.endLogin(loginId);
    logins.sessions.delete(loginId);
  }
  if (returnUri === undefined) return redirect(`${instance.issuer}${loginPath}/logout/done`);
  const state = form("state");
  return redirect(
    state === undefined
      ? returnUri
      : callbackUrl({ redirectUri: returnUri, state, responseMode: "query" }, {}),
  );
}
