import { createHash } from "node:crypto";
import { appByClientId, userById, userByUserName } from "../instance/instance.js";
import { isComplete } from "../login/login-store.js";
import { createPersonSession, createServiceSession, type OidcSession } from "../tokens/oidc-session.js";
import { addProjectRoles, readScope } from "../tokens/scope.js";
import { readAssertion } from "./assertion.js";
import type { ClientCredentials } from "./client-credentials.js";
import { requireParameter, type Form } from "./form.js";
import { OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

export interface TokenRequest extends OidcServer {
  form: Form;
  client: () => ClientCredentials;
}

/** The session of a verified grant, and the scope of the new tokens. */
interface Grant {
  session: OidcSession;
  scope: readonly string[];
}

/** Grant handlers by grant_type. They verify the grant. */
export const grants: Record<string, (request: TokenRequest) => Grant | Promise<Grant>> = {
  authorization_code: redeemCode,
  refresh_token: refresh,
  client_credentials: redeemSecret,
  "urn:ietf:params:oauth:grant-type:jwt-bearer": redeemAssertion,
};

function redeemCode({ instance, form, client, logins }: TokenRequest): Grant {
  const code = requireParameter(form, "code");
  const redirectUri = requireParameter(form, "redirect_uri");
  const { id } = client();
  if (appByClientId(instance, id) === undefined) throw new OAuthError("invalid_client", "client not found");
  const grant = logins.grants.get(code);
  if (grant === undefined) throw new OAuthError("invalid_request", "Errors.AuthRequest.NoCode");
  const { request, session } = grant;
  if (request.app.clientId !== id || request.redirectUri !== redirectUri) {
    throw new OAuthError("invalid_grant");
  }
  const verifier = form("code_verifier") ?? "";
  if (request.challenge === undefined) throw new OAuthError("invalid_request", "PKCE required");
  const { value, isHashed } = request.challenge;
  const presented = isHashed ? createHash("sha256").update(verifier).digest("base64url") : verifier;
  if (value !== presented) throw new OAuthError("invalid_grant", "invalid code_verifier");
  logins.grants.delete(code);
  if (!isComplete(session)) throw new OAuthError("invalid_request", "Errors.AuthRequest.NotAuthenticated");
  return withOwnScope(
    createPersonSession(instance, session.user, request.app, request.scope, {
      id: session.id,
      nonce: request.nonce,
      started: session.started,
    }),
  );
}

function withOwnScope(session: OidcSession): Grant {
  return { session, scope: session.scope };
}

/**
 * The new tokens can have a part of the granted scope. A project that asserts roles adds them to any scope, as at the
 * login.
 */
function refresh({ instance, form, client, tokens }: TokenRequest): Grant {
  const session = tokens.findRefreshTokenSession(requireParameter(form, "refresh_token"));
  if (session?.client.id !== client().id) {
    throw new OAuthError("invalid_request", "Errors.User.RefreshToken.Invalid");
  }
  const scope = readScope(form("scope"));
  if (!scope.every((it) => session.scope.includes(it))) throw new OAuthError("invalid_scope");
  if (scope.length === 0) return { session, scope: session.scope };
  const app = appByClientId(instance, session.client.id);
  return { session, scope: app === undefined ? scope : addProjectRoles(app.project, scope) };
}

function redeemSecret({ instance, form, client }: TokenRequest): Grant {
  const { id, secret } = client();
  const user = userByUserName(instance, id);
  if (user?.profile.kind !== "service" || user.state !== "active") {
    throw new OAuthError("invalid_client", "client not found");
  }
  if (secret === undefined || user.profile.secret !== secret) {
    throw new OAuthError("invalid_request", "Errors.User.Machine.Secret.Invalid");
  }
  return withOwnScope(createServiceSession(instance, user, user.profile, requireScope(form), ["pwd"]));
}

async function redeemAssertion(request: TokenRequest): Promise<Grant> {
  const { instance, form } = request;
  const signed = await readAssertion(request, requireParameter(form, "assertion"));
  const user = userById(instance, signed?.subject ?? "");
  if (user?.profile.kind !== "service" || user.state !== "active" || user.profile.keyId !== signed?.keyId) {
    throw new OAuthError("invalid_grant", "invalid assertion");
  }
  return withOwnScope(createServiceSession(instance, user, user.profile, requireScope(form), []));
}

function requireScope(form: Form): string[] {
  const scope = readScope(form("scope"));
  if (scope.length > 0) return scope;
  throw new OAuthError(
    "invalid_request",
    "The scope of your request is missing. Please ensure some scopes are requested. " +
      "If you have any questions, you may contact the administrator of the application.",
  );
}
