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
  { redirectUri, state, responseMode }: Pick<AuthRequest, "redirectUri" | "state" | "responseMode">,
  params: Record<string, string>,
): string {
  const url = new URL(redirectUri);
  const target = responseMode === "query" ? url.searchParams : new URLSearchParams();
  for (const [name, value] of Object.entries(params)) target.set(name, value);
  if (state !== undefined) target.set("state", state);
  if (responseMode === "fragment") url.hash = target.toString();
  return url.href;
}
