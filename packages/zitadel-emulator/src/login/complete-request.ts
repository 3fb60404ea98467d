import type { Response } from "../http/message.js";
import { redirect } from "../oidc/redirect.js";
import { createOpaqueToken } from "../tokens/opaque-token.js";
import { formPostResponse } from "./form-post.js";
import type { AuthRequest, LoginSession, LoginStore } from "./login-store.js";

type Target = Pick<AuthRequest, "redirectUri" | "state" | "responseMode">;
type Parameters = Readonly<Record<string, string>>;

/** Completes an authorization request with a login. Returns the code. */
export async function completeRequest(
  logins: LoginStore,
  requestId: string,
  request: AuthRequest,
  session: LoginSession,
): Promise<string> {
  logins.requests.delete(requestId);
  const code = await createOpaqueToken(requestId);
  logins.grants.set(code, { request, session });
  return code;
}

/** Sends the browser to the redirect URI with the parameters of an authorization response (RFC 6749, 4.1.2). */
export function authorizationResponse(target: Target, params: Parameters): Response {
  const { redirectUri, state, responseMode } = target;
  return responseMode === "form_post"
    ? formPostResponse(redirectUri, { ...params, ...(state !== undefined && { state }) })
    : redirect(callbackUrl(target, params));
}

/** The redirect URI with the parameters. A URL cannot post a form: `form_post` is the same as `query`. */
export function callbackUrl({ redirectUri, state, responseMode }: Target, params: Parameters): string {
  const url = new URL(redirectUri);
  const target = responseMode === "fragment" ? new URLSearchParams() : url.searchParams;
  for (const [name, value] of Object.entries(params)) target.set(name, value);
  if (state !== undefined) target.set("state", state);
  if (responseMode === "fragment") url.hash = target.toString();
  return url.href;
}
