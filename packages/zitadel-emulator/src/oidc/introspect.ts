import type { Request, Response } from "../http/message.js";
import { appByClientId, type ApiApp, type Instance } from "../instance/instance.js";
import type { AccessTokenRecord } from "../tokens/access-token.js";
import { userClaims } from "../tokens/claims.js";
import { addProjectRoles } from "../tokens/scope.js";
import { isJwt, readAssertion } from "./assertion.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm, requireParameter, type Form } from "./form.js";
import { oauthResponse, OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

export async function handleIntrospection(server: OidcServer, request: Request): Promise<Response> {
  const { instance, tokens } = server;
  const form = readForm(request);
  const app = await requireApp(server, request, form);
  const presented = tokens.findAccessToken(requireParameter(form, "token"));
  // For a client assertion that is not a JWT, ZITADEL responds as for an invalid token.
  if (app === undefined || presented === undefined) return oauthResponse(200, { active: false });
  const record = presented.session === undefined ? withAudienceOf(app, presented) : presented;
  const appIds = [app.clientId, app.project.id];
  if (!record.audience.some((it) => appIds.includes(it))) return oauthResponse(200, { active: false });
  return oauthResponse(200, {
    ...describe(instance, record),
    ...userClaims(instance, record, app.project.id, request.isStale),
  });
}

async function requireApp(server: OidcServer, request: Request, form: Form): Promise<ApiApp | undefined> {
  const { instance } = server;
  const assertion = form("client_assertion");
  if (assertion !== undefined) {
    if (!isJwt(assertion)) return undefined;
    const signed = await readAssertion(server, assertion);
    const app = appByClientId(instance, signed?.subject ?? "");
    if (app?.type === "api" && app.keyId === signed?.keyId) return app;
    throw new OAuthError("unauthorized_client");
  }
  const { id, secret } = requireClientCredentials(request, form);
  if (secret === undefined) throw new OAuthError("invalid_client", "client must be authenticated");
  const app = appByClientId(instance, id);
  if (app?.type !== "api" || app.secret !== secret) throw new OAuthError("unauthorized_client");
  return app;
}

/** A personal access token is valid for every client that introspects it. */
function withAudienceOf({ clientId, project }: ApiApp, record: AccessTokenRecord): AccessTokenRecord {
  return { ...record, audience: [clientId, project.id], scope: addProjectRoles(project, record.scope) };
}

function describe({ issuer }: Instance, record: AccessTokenRecord): Record<string, unknown> {
  const { user, scope, session } = record;
  return {
    active: true,
    scope: scope.join(" "),
    token_type: "Bearer",
    exp: record.expiresAt,
    iat: record.issuedAt,
    nbf: record.issuedAt,
    sub: user.id,
    aud: record.audience,
    iss: issuer,
    jti: record.jti,
    ...(session && { client_id: session.client.id, auth_time: session.authTime }),
    ...(session && session.amr.length > 0 && { amr: session.amr }),
    ...(scope.includes("profile") && { username: user.userName }),
  };
}
