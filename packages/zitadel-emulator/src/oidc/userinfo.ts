import type { Request, Response } from "../http/message.js";
import { readBearer } from "../http/bearer.js";
import { userClaims } from "../tokens/claims.js";
import { readForm } from "./form.js";
import { oauthResponse, OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

export function handleUserinfo({ instance, tokens }: OidcServer, request: Request): Response {
  const token = readBearer(request) ?? readForm(request)("access_token");
  if (token === undefined) throw new OAuthError("invalid_request", "access token missing", 401);
  const record = tokens.findAccessToken(token);
  if (record === undefined) throw new OAuthError("access_denied", "access token invalid", 401);
  const claims = userClaims(instance, record, record.session?.client.projectId, request.isStale);
  return oauthResponse(200, { sub: record.user.id, ...claims });
}
