import { ApiError } from "../api/api-error.js";
import type { Response, Request } from "../http/message.js";
import type { Route } from "../http/route.js";
import { readForm } from "../oidc/form.js";
import { redirect } from "../oidc/redirect.js";
import type { OidcServer } from "../oidc/oidc-server.js";
import { cookieOf, sessionOfBrowser } from "./browser-session.js";
import { callbackUrl, completeRequest } from "./complete-request.js";
import { loginPath } from "./login-path.js";
import { answerLoginPage } from "./login-page.js";
import type { AuthRequest, LoginSession } from "./login-store.js";
import { answerPage, html } from "./page.js";
import { requirePerson, startSession } from "./start-session.js";

/** Our own login page, for applications that have none. It works without JavaScript. */
export function loginRoutes(server: OidcServer): Route[] {
  const path = `${loginPath}/login`;
  const done = html`<h1>Logged out</h1><p>You may close this page.</p>`;
  return [
    { method: "GET", path, answer: (asked) => withRequest(server, asked, showLogin) },
    { method: "POST", path, answer: (asked) => withRequest(server, asked, carryOutLogin) },
    { path: `${loginPath}/logout/done`, answer: () => answerPage(200, "Logged out", done) },
  ];
}

type Step = (
  server: OidcServer,
  asked: Request,
  id: string,
  request: AuthRequest,
) => Response | Promise<Response>;

function withRequest(server: OidcServer, asked: Request, step: Step): Response | Promise<Response> {
  const id = readForm(asked)("authRequest") ?? "";
  const request = server.logins.requests.get(id);
  if (request !== undefined) return step(server, asked, id, request);
  const body = html`<h1>This login is over</h1><p>Start again from the application.</p>`;
  return answerPage(404, "This login is over", body);
}

/** Who is logged in already need not do it again, unless the application wants that. */
function showLogin(
  server: OidcServer,
  asked: Request,
  id: string,
  request: AuthRequest,
): Response | Promise<Response> {
  const { instance, logins } = server;
  const { prompt, loginHint } = request;
  const session = sessionOfBrowser(logins, asked);
  const isOther = loginHint !== undefined && loginHint !== session?.user.userName;
  const mustAsk = isOther || prompt.includes("login") || prompt.includes("select_account");
  if (session !== undefined && !mustAsk) return goOn(server, id, request, session);
  if (!prompt.includes("none")) return answerLoginPage(instance, id, request, { loginName: loginHint ?? "" });
  logins.requests.delete(id);
  return redirect(
    callbackUrl(request, { error: "login_required", error_description: "nobody is logged in" }),
  );
}

function carryOutLogin(
  server: OidcServer,
  asked: Request,
  id: string,
  request: AuthRequest,
): Response | Promise<Response> {
  const { instance, logins } = server;
  const { origin } = asked.headers;
  if (origin !== undefined && origin !== instance.issuer) {
    return answerPage(403, "Refused", html`<h1>This form was sent by another page</h1>`);
  }
  const form = readForm(asked);
  if (form("cancel") !== undefined) {
    logins.requests.delete(id);
    return redirect(
      callbackUrl(request, { error: "access_denied", error_description: "the login was cancelled" }),
    );
  }
  const clicked = form("person");
  const loginName = clicked ?? form("loginName") ?? "";
  try {
    const user = requirePerson(instance, loginName);
    const password = clicked === undefined ? (form("password") ?? "") : user.profile.password;
    return goOn(server, id, request, startSession(instance, logins, user, password));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return answerLoginPage(instance, id, request, { loginName, problem: `${error.message}.` });
  }
}

async function goOn(
  { logins }: OidcServer,
  id: string,
  request: AuthRequest,
  session: LoginSession,
): Promise<Response> {
  const answer = redirect(await completeRequest(logins, id, request, session));
  return { ...answer, headers: { ...answer.headers, "set-cookie": cookieOf(session) } };
}
