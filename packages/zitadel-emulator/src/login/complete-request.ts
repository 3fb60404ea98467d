import { createOpaqueToken } from "../tokens/opaque-token.js";
import type { AuthRequest, LoginSession, LoginStore } from "./login-store.js";

/** Joins a login to the request that asked for it. Returns where the browser goes on, with a code. */
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

/** The application's address with an answer to its request (RFC 6749, 4.1.2). */
export function callbackUrl(
  { redirectUri, state }: Pick<AuthRequest, "redirectUri" | "state">,
  params: Record<string, string>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set("state", state);
  return url.href;
}
