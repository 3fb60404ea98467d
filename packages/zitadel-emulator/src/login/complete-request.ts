import { createOpaqueToken } from "../tokens/opaque-token.js";
import type { AuthRequest, LoginSession, LoginStore } from "./login-store.js";

/** Completes an authorization request with a login. Returns the callback URL with the code. */
export async function completeRequest(
  logins: LoginStore,
  requestId: string,
  request: AuthRequest,
  session: LoginSession,
): Promise<string> {
  logins.requests.delete(requestId);
  const code = await createOpaqueToken(requestId);
  logins.grants.set(code, { request, session });
  return callbackUrl(request, { code });
}

/** The redirect URI with the parameters of an authorization response (RFC 6749, 4.1.2). */
export function callbackUrl(
  { redirectUri, state }: Pick<AuthRequest, "redirectUri" | "state">,
  params: Record<string, string>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set("state", state);
  return url.href;
}
