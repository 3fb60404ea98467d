import type { Response } from "../http/message.js";
import type { Instance } from "../instance/instance.js";
import { matchesOrganization } from "../tokens/scope.js";
import type { AuthRequest } from "./login-store.js";
import { formTargetsFor, html, pageResponse } from "./page.js";
import { isPerson } from "./start-session.js";

/** The previous attempt to log in and its problem. */
export interface Attempt {
  loginName: string;
  problem?: string;
}

/** A form for user name and password, and a button for each active person that logs in without a password. */
export function loginPageResponse(
  { users }: Instance,
  requestId: string,
  { app, redirectUri, scope }: AuthRequest,
  { loginName, problem }: Attempt,
): Response {
  const people = [...users.values()]
    .filter(isPerson)
    .filter(({ state, organization }) => state === "active" && matchesOrganization(scope, organization));
  const buttons = people.map(
    ({ userName, organization, profile }) =>
      html`<li><button name="person" value="${userName}">${userName}<br><small>${profile.displayName}, ${organization.displayName}</small></button></li>`,
  );
  const alert = problem === undefined ? [] : [html`<p role="alert" id="problem">${problem}</p>`];
  const body = html`<h1>Sign in</h1>
<p>to <strong>${app.name}</strong> of ${app.project.name}</p>
${alert}
<form method="post">
<input type="hidden" name="authRequest" value="${requestId}">
<label for="loginName">User name</label>
<input id="loginName" name="loginName" value="${loginName}" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="main">Sign in</button>
</form>
<form method="post" aria-labelledby="people">
<input type="hidden" name="authRequest" value="${requestId}">
<h2 id="people">Sign in as</h2>
<ul>
${buttons}
</ul>
<button name="cancel" value="yes">Cancel and return to ${app.name}</button>
</form>
<p><small>Emulated ZITADEL for development. The buttons sign in without a password.</small></p>`;
  const title = problem === undefined ? "Sign in" : "Error: Sign in";
  const formTargets = formTargetsFor(redirectUri);
  return pageResponse(problem === undefined ? 200 : 400, title, body, { formTargets });
}
