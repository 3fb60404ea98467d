import { ApiError } from "../api/api-error.js";
import type { Response, Request } from "../http/message.js";
import type { Route } from "../http/route.js";
import type { Instance } from "../instance/instance.js";
import { readForm } from "../oidc/form.js";
import type { OidcServer } from "../oidc/oidc-server.js";
import { matchesOrganization } from "../tokens/scope.js";
import { cookieOf, sessionOfBrowser } from "./browser-session.js";
import { authorizationResponse, completeRequest } from "./complete-request.js";
import { loginPath } from "./login-path.js";
import { loginPageResponse } from "./login-page.js";
import type { AuthRequest, CompleteSession, LoginSession } from "./login-store.js";
import { pageResponse, html } from "./page.js";
import { requirePerson, startSession } from "./start-session.js";

/** The built-in login page, for applications without their own. It works without JavaScript. */
export function loginRoutes(server: OidcServer): Route[] {
  const path = `${loginPath}/login`;
  const done = html`<h1>Logged out</h1><p>You can close this page.</p>`;
  return [
    { method: "GET", path, handle: (request) => withAuthRequest(server, request, showLogin) },
    { method: "POST", path, handle: (request) => withAuthRequest(server, request, submitLogin) },
    { path: `${loginPath}/logout/done`, handle: () => pageResponse(200, "Logged out", done) },
  ];
}

type Step = (
  server: OidcServer,
  request: Request,
  id: string,
  authRequest: AuthRequest,
) => Response | Promise<Response>;

function withAuthRequest(server: OidcServer, request: Request, step: Step): Response | Promise<Response> {
  const id = readForm(request)("authRequest") ?? "";
  const authRequest = server.logins.requests.get(id);
  if (authRequest !== undefined) return step(server, request, id, authRequest);
  const body = html`<h1>Login not found</h1><p>It is complete or was cancelled. Start again from the application.</p>`;
  return pageResponse(404, "Login not found", body);
}

/** Reuses the browser's session unless the application requests a new login or another user. */
function showLogin(
  server: OidcServer,
  request: Request,
  id: string,
  authRequest: AuthRequest,
): Response | Promise<Response> {
  const { instance, logins } = server;
  const { prompt, loginHint } = authRequest;
  const session = sessionOfBrowser(logins, request);
  const mustLogIn = prompt.includes("login") || prompt.includes("select_account");
  if (session !== undefined && !mustLogIn && isAcceptable(instance, authRequest, session)) {
    return completeLogin(server, id, authRequest, session);
  }
  if (!prompt.includes("none"))
    return loginPageResponse(instance, id, authRequest, { loginName: loginHint ?? "" });
  logins.requests.delete(id);
  return authorizationResponse(authRequest, { error: "login_required", error_description: "not logged in" });
}

/** Whether the session is of the requested user or organization, and not too old. */
function isAcceptable(
  { clock }: Instance,
  { scope, loginHint, maxAgeSeconds }: AuthRequest,
  { user, started }: CompleteSession,
): boolean {
  const ageSeconds = (clock.stamp() - started) / 1_000_000;
  const isRequestedUser = loginHint === undefined || loginHint === user.userName;
  return isRequestedUser && matchesOrganization(scope, user.organization) && ageSeconds <= maxAgeSeconds;
}

function submitLogin(
  server: OidcServer,
  request: Request,
  id: string,
  authRequest: AuthRequest,
): Response | Promise<Response> {
  const { instance, logins } = server;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== instance.issuer) {
    return pageResponse(403, "Rejected", html`<h1>Cross-origin form rejected</h1>`);
  }
  const form = readForm(request);
  if (form("cancel") !== undefined) {
    logins.requests.delete(id);
    return authorizationResponse(authRequest, {
      error: "access_denied",
      error_description: "the login was cancelled",
    });
  }
  const selected = form("person");
  const loginName = selected ?? form("loginName") ?? "";
  try {
    const user = requirePerson(instance, loginName, authRequest.scope);
    const password = selected === undefined ? (form("password") ?? "") : user.profile.password;
    const session = startSession(instance, logins, { user, password, creatorId: user.id });
    return completeLogin(server, id, authRequest, session);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return loginPageResponse(instance, id, authRequest, { loginName, problem: `${error.message}.` });
  }
}

async function completeLogin(
  { logins }: OidcServer,
  id: string,
  authRequest: AuthRequest,
  session: LoginSession,
): Promise<Response> {
  const code = await completeRequest(logins, id, authRequest, session);
  const response = authorizationResponse(authRequest, { code });
  return { ...response, headers: { ...response.headers, "set-cookie": cookieOf(session) } };
}
