import type { Request, Response } from "../http/message.js";
import { appByClientId, type ApiApp, type Instance } from "../instance/instance.js";
import type { AccessToken } from "../tokens/access-token.js";
import { userClaims } from "../tokens/claims.js";
import { addProjectRoles } from "../tokens/scope.js";
import { readAssertion } from "./assertion.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm, requireParameter, type Form } from "./form.js";
import { answerOAuth, OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

export async function answerIntrospection(server: OidcServer, asked: Request): Promise<Response> {
  const { instance, tokens } = server;
  const form = readForm(asked);
  const app = await requireApp(server, asked, form);
  const presented = tokens.accessToken(requireParameter(form, "token"));
  // A broken assertion is told as if the token were: there is no app then.
  if (app === undefined || presented === undefined) return answerOAuth(200, { active: false });
  const known = presented.session === undefined ? asSeenBy(app, presented) : presented;
  const mine = [app.clientId, app.project.id];
  if (!known.audience.some((it) => mine.includes(it))) return answerOAuth(200, { active: false });
  return answerOAuth(200, {
    ...describe(instance, known),
    ...userClaims(instance, known, app.project.id, asked.isStale),
  });
}

async function requireApp(server: OidcServer, asked: Request, form: Form): Promise<ApiApp | undefined> {
  const { instance } = server;
  const assertion = form("client_assertion");
  if (assertion !== undefined) {
    const signed = await readAssertion(server, assertion);
    const app = appByClientId(instance, signed?.subject ?? "");
    return app?.type === "api" && app.keyId === signed?.keyId ? app : undefined;
  }
  const { id, secret } = requireClientCredentials(asked, form);
  if (secret === undefined) throw new OAuthError("invalid_client", "client must be authenticated");
  const app = appByClientId(instance, id);
  if (app?.type !== "api" || app.secret !== secret) throw new OAuthError("unauthorized_client");
  return app;
}

/** A personal access token is meant for whoever asks about it. */
function asSeenBy({ clientId, project }: ApiApp, known: AccessToken): AccessToken {
  return { ...known, audience: [clientId, project.id], scope: addProjectRoles(project, known.scope) };
}

function describe({ issuer }: Instance, known: AccessToken): Record<string, unknown> {
  const { user, scope, session } = known;
  return {
    active: true,
    scope: scope.join(" "),
    token_type: "Bearer",
    exp: known.expiresAt,
    iat: known.issuedAt,
    nbf: known.issuedAt,
    sub: user.id,
    aud: known.audience,
    iss: issuer,
    jti: known.jti,
    ...(session && { client_id: session.client.id, auth_time: session.authTime }),
    ...(session && session.amr.length > 0 && { amr: session.amr }),
    ...(scope.includes("profile") && { username: user.userName }),
  };
}
