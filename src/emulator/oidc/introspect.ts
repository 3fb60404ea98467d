import type { Asked, Answer } from "../http/answer.js";
import { appByClientId, type ApiApp, type Instance } from "../instance/instance.js";
import type { AccessToken } from "../tokens/access-token.js";
import { profileClaims, roleClaims, zitadelClaims } from "../tokens/claims.js";
import type { Keys } from "../tokens/key-file.js";
import { withRolesOf } from "../tokens/scope.js";
import type { TokenStore } from "../tokens/token-store.js";
import { readAssertion } from "./assertion.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm, requireParameter, type Form } from "./form.js";
import { answerOAuth, OAuthError } from "./oauth-error.js";

export async function answerIntrospection(
  instance: Instance,
  tokens: TokenStore,
  keys: Keys,
  asked: Asked,
): Promise<Answer> {
  const form = readForm(asked);
  const app = await requireApp(instance, keys, asked, form);
  const presented = tokens.accessToken(requireParameter(form, "token"));
  // A broken assertion is told as if the token were: there is no app then.
  if (app === undefined || presented === undefined) return answerOAuth(200, { active: false });
  const known = presented.login === undefined ? asSeenBy(app, presented) : presented;
  const mine = [app.clientId, app.project.id];
  if (!known.audience.some((it) => mine.includes(it))) return answerOAuth(200, { active: false });
  return answerOAuth(200, describe(instance, app, known));
}

async function requireApp(
  instance: Instance,
  keys: Keys,
  asked: Asked,
  form: Form,
): Promise<ApiApp | undefined> {
  const assertion = form("client_assertion");
  if (assertion !== undefined) {
    const signed = await readAssertion(instance, keys, assertion);
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
  return { ...known, audience: [clientId, project.id], scope: withRolesOf(project, known.scope) };
}

function describe(instance: Instance, app: ApiApp, known: AccessToken): Record<string, unknown> {
  const { user, scope, login } = known;
  return {
    active: true,
    scope: scope.join(" "),
    token_type: "Bearer",
    exp: known.expiresAt,
    iat: known.issuedAt,
    nbf: known.issuedAt,
    sub: user.id,
    aud: known.audience,
    iss: instance.issuer,
    jti: known.jti,
    ...(login && { client_id: login.clientId, auth_time: login.authTime }),
    ...(login && login.amr.length > 0 && { amr: login.amr }),
    ...(scope.includes("profile") && { username: user.userName }),
    ...profileClaims(user, scope),
    ...zitadelClaims(user, scope),
    ...roleClaims(instance, user, scope, app.project.id),
  };
}
