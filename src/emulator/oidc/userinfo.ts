import type { Asked, Answer } from "../http/answer.js";
import { readBearer } from "../http/bearer.js";
import type { Instance } from "../instance/instance.js";
import { profileClaims, roleClaims, zitadelClaims } from "../tokens/claims.js";
import type { TokenStore } from "../tokens/token-store.js";
import { readForm } from "./form.js";
import { answerOAuth, OAuthError } from "./oauth-error.js";

export function answerUserinfo(instance: Instance, tokens: TokenStore, asked: Asked): Answer {
  const token = readBearer(asked) ?? readForm(asked)("access_token");
  if (token === undefined) throw new OAuthError("invalid_request", "access token missing", 401);
  const known = tokens.accessToken(token);
  if (known === undefined) throw new OAuthError("access_denied", "access token invalid", 401);
  const { user, scope, login } = known;
  return answerOAuth(200, {
    sub: user.id,
    ...profileClaims(user, scope),
    ...zitadelClaims(user, scope),
    ...roleClaims(instance, user, scope, login?.projectId),
  });
}
