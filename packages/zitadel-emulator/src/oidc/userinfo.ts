import type { Request, Response } from "../http/message.js";
import { readBearer } from "../http/bearer.js";
import { userClaims } from "../tokens/claims.js";
import { readForm } from "./form.js";
import { answerOAuth, OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

export function answerUserinfo({ instance, tokens }: OidcServer, asked: Request): Response {
  const token = readBearer(asked) ?? readForm(asked)("access_token");
  if (token === undefined) throw new OAuthError("invalid_request", "access token missing", 401);
  const known = tokens.accessToken(token);
  if (known === undefined) throw new OAuthError("access_denied", "access token invalid", 401);
  const claims = userClaims(instance, known, known.session?.client.projectId, asked.isStale);
  return answerOAuth(200, { sub: known.user.id, ...claims });
}
