import type { Answer } from "../http/answer.js";
import { requireParameter } from "./form.js";
import { grants, type TokenRequest } from "./grants.js";
import { answerOAuth, OAuthError } from "./oauth-error.js";

export async function answerToken(request: TokenRequest): Promise<Answer> {
  const type = requireParameter(request.form, "grant_type");
  const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
  if (grant === undefined) throw new OAuthError("unsupported_grant_type", `${type} not supported`);
  const session = await grant(request);
  const { accessToken, idToken, refreshToken } = await request.tokens.issue(session);
  return answerOAuth(200, {
    access_token: accessToken,
    token_type: "Bearer",
    refresh_token: refreshToken,
    expires_in: expiresIn,
    ...(session.scope.includes("openid") && { id_token: idToken }),
  });
}

// Twelve hours, less the fraction of a second that ZITADEL took to answer.
export const expiresIn = 43_199;
