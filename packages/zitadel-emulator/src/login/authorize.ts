import type { Response, Request } from "../http/message.js";
import { appByClientId, type Instance } from "../instance/instance.js";
import { readForm, type Form } from "../oidc/form.js";
import { OAuthError } from "../oidc/oauth-error.js";
import { redirect } from "../oidc/redirect.js";
import type { OidcServer } from "../oidc/oidc-server.js";
import { matchesOrganization, readScope } from "../tokens/scope.js";
import { authorizationResponse } from "./complete-request.js";
import { loginPath } from "./login-path.js";
import type { ResponseMode } from "./login-store.js";

/** Redirects to the application's login page or, by default, the built-in one, with the id of the request. */
export function handleAuthorize({ instance, logins }: OidcServer, request: Request): Response {
  const form = readForm(request);
  const app = appByClientId(instance, form("client_id") ?? "");
  if (app?.type !== "pkce") throw new OAuthError("invalid_request", "Errors.App.NotFound");
  const redirectUri = form("redirect_uri") ?? "";
  if (!app.redirectUris.includes(redirectUri)) {
    throw new OAuthError(
      "invalid_request",
      `The requested redirect_uri is missing in the client configuration. ${contact}`,
    );
  }
  // ZITADEL decodes the whole request before it validates it, so these errors are not redirected.
  if (form("request") !== undefined) throw new OAuthError("invalid_request", "invalid request signature");
  const maxAgeSeconds = Number(form("max_age") ?? Infinity);
  if (!/^\d+$/.test(form("max_age") ?? "0")) throw new OAuthError("invalid_request", "error decoding form");
  const [state, responseMode] = [form("state"), readResponseMode(form)];
  const error = authorizationError(instance, form);
  if (error !== undefined) return authorizationResponse({ redirectUri, state, responseMode }, error);
  const challenge = form("code_challenge");
  const id = `V2_${instance.nextId()}`;
  logins.requests.set(id, {
    app,
    redirectUri,
    scope: readScope(form("scope")),
    state,
    nonce: form("nonce"),
    challenge:
      challenge === undefined
        ? undefined
        : { value: challenge, isHashed: form("code_challenge_method") === "S256" },
    prompt: readScope(form("prompt")),
    loginHint: form("login_hint"),
    responseMode,
    maxAgeSeconds,
  });
  return redirect(`${app.loginUri ?? instance.issuer + loginPath}/login?authRequest=${id}`);
}

function readResponseMode(form: Form): ResponseMode {
  const mode = form("response_mode") ?? "query";
  if (mode === "query" || mode === "fragment" || mode === "form_post") return mode;
  throw new OAuthError(
    "invalid_request",
    `The emulator supports the response modes query, fragment and form_post, not "${mode}"`,
  );
}

const contact = "If you have any questions, you may contact the administrator of the application.";

/** The error of an invalid request, for the application's redirect URI, which was verified before. */
function authorizationError(
  instance: Instance,
  form: Form,
): { error: string; error_description: string } | undefined {
  const createError = (error: string, description: string): { error: string; error_description: string } => ({
    error,
    error_description: `${description} ${contact}`,
  });
  const type = form("response_type");
  const scope = readScope(form("scope"));
  const prompt = readScope(form("prompt"));
  if (prompt.includes("none") && prompt.length > 1) {
    return createError("invalid_request", "The prompt parameter `none` must only be used as a single value.");
  }
  if (scope.length === 0) return createError("invalid_request", "The scope of your request is missing.");
  if (![...instance.organizations.values()].some((it) => matchesOrganization(scope, it))) {
    return createError("invalid_request", "Errors.Org.NotFound.");
  }
  if (type === undefined)
    return createError("invalid_request", "The response type is missing in your request.");
  if (type !== "code") {
    return createError(
      "unauthorized_client",
      "The requested response type is missing in the client configuration.",
    );
  }
  return undefined;
}
