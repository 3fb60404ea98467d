import type { Request, Response } from "../http/message.js";
import { appByClientId } from "../instance/instance.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm } from "./form.js";
import { OAuthError } from "./oauth-error.js";
import type { OidcServer } from "./oidc-server.js";

/** Rejects every application: none of them has the grant. The text is that of ZITADEL, with the wrong grant. */
export function handleDeviceAuthorization({ instance }: OidcServer, request: Request): Response {
  const { id } = requireClientCredentials(request, readForm(request));
  if (appByClientId(instance, id) === undefined) throw new OAuthError("invalid_client", "client not found");
  throw new OAuthError("unauthorized_client", "client missing grant type authorization_code");
}
