import type { Response, Request } from "../http/message.js";
import { appByClientId } from "../instance/instance.js";
import { sessionOfBrowser } from "../login/browser-session.js";
import { callbackUrl } from "../login/complete-request.js";
import { loginPath } from "../login/login-path.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm, requireParameter } from "./form.js";
import { redirect } from "./redirect.js";
import { answerOAuth, OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

/** Unknown tokens are answered like known ones (RFC 7009). */
export function answerRevocation({ instance, tokens }: OidcServer, asked: Request): Response {
  const form = readForm(asked);
  const { id } = requireClientCredentials(asked, form);
  if (appByClientId(instance, id) === undefined) throw new OAuthError("invalid_client", "client not found");
  tokens.revoke(requireParameter(form, "token"));
  return { ...answerOAuth(200, {}), body: "" };
}

export function answerEndSession({ instance, tokens, logins }: OidcServer, asked: Request): Response {
  const form = readForm(asked);
  const hint = form("id_token_hint");
  const session = tokens.sessionOfIdToken(hint ?? "");
  if (hint !== undefined && session === undefined)
    throw new OAuthError("invalid_request", "id_token_hint invalid");
  const app = appByClientId(instance, session?.client.id ?? form("client_id") ?? "");
  const wanted = form("post_logout_redirect_uri");
  if (wanted !== undefined && !(app?.type === "pkce" && app.postLogoutRedirectUris.includes(wanted))) {
    throw new OAuthError("invalid_request", "post_logout_redirect_uri invalid");
  }
  const loginId = session?.loginId ?? sessionOfBrowser(logins, asked)?.id;
  if (loginId !== undefined) {
    tokens.endLogin(loginId);
    logins.sessions.delete(loginId);
  }
  if (wanted === undefined) return redirect(`${instance.issuer}${loginPath}/logout/done`);
  const state = form("state");
  return redirect(state === undefined ? wanted : callbackUrl({ redirectUri: wanted, state }, {}));
}
