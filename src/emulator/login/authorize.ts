import type { Answer, Asked } from "../http/answer.js";
import { appByClientId } from "../instance/instance.js";
import { readForm } from "../oidc/form.js";
import { OAuthError } from "../oidc/oauth-error.js";
import { found } from "../oidc/found.js";
import type { OidcServer } from "../oidc/oidc-server.js";
import { readScope } from "../tokens/scope.js";

/** Sends the browser to the application's login page, which goes on with the request's id. */
export function answerAuthorize({ instance, logins }: OidcServer, asked: Asked): Answer {
  const form = readForm(asked);
  const app = appByClientId(instance, form("client_id") ?? "");
  if (app?.type !== "pkce") throw new OAuthError("invalid_request", "Errors.App.NotFound");
  const redirectUri = form("redirect_uri") ?? "";
  if (!app.redirectUris.includes(redirectUri)) {
    throw new OAuthError(
      "invalid_request",
      "The requested redirect_uri is missing in the client configuration. " +
        "If you have any questions, you may contact the administrator of the application.",
    );
  }
  const id = `V2_${instance.nextId()}`;
  logins.requests.set(id, {
    app,
    redirectUri,
    scope: readScope(form("scope")),
    state: form("state"),
    nonce: form("nonce"),
    challenge: form("code_challenge"),
  });
  return found(`${app.loginUri}/login?authRequest=${id}`);
}
