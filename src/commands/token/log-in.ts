import { randomBytes } from "node:crypto";
import * as z from "zod";
import { Failure } from "../../lib/failure.js";
import { sha256 } from "../../lib/hash.js";

export interface Login {
  readonly issuer: string;
  /** The access token of the login page. */
  readonly loginClient: string;
  readonly app: { readonly clientId: string; readonly redirectUri: string };
  readonly loginName: string;
  readonly password: string;
  readonly scope: string;
}

const session = z.object({ sessionId: z.string(), sessionToken: z.string() });
const callback = z.object({ callbackUrl: z.string() });
const tokens = z.object({ access_token: z.string() });

/**
 * Logs a user in with the authorization code flow and PKCE, and returns the access token. The session API
 * replaces the login page. https://zitadel.com/docs/guides/integrate/login-ui/oidc-standard
 */
export async function logIn(login: Login): Promise<string> {
  const { issuer, loginClient, app, loginName, password, scope } = login;
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    response_type: "code",
    scope,
    code_challenge: sha256(verifier).toString("base64url"),
    code_challenge_method: "S256",
  });
  const authorization = await send(`${issuer}/oauth/v2/authorize?${query.toString()}`);
  const requestId = parameterOf(authorization.headers.get("location"), "authRequest");

  const loginPageHeaders = { authorization: `Bearer ${loginClient}`, "content-type": "application/json" };
  const checks = { user: { loginName }, password: { password } };
  const sessionResponse = await send(`${issuer}/v2/sessions`, loginPageHeaders, JSON.stringify({ checks }));
  const callbackResponse = await send(
    `${issuer}/v2/oidc/auth_requests/${requestId}`,
    loginPageHeaders,
    JSON.stringify({ session: session.parse(await sessionResponse.json()) }),
  );
  const { callbackUrl } = callback.parse(await callbackResponse.json());

  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code: parameterOf(callbackUrl, "code"),
    redirect_uri: app.redirectUri,
    client_id: app.clientId,
    code_verifier: verifier,
  });
  return tokens.parse(await (await send(`${issuer}/oauth/v2/token`, {}, form)).json()).access_token;
}

async function send(
  url: string,
  headers: Record<string, string> = {},
  body?: string | URLSearchParams,
): Promise<Response> {
  const init = body === undefined ? {} : { method: "POST", body };
  const response = await fetch(url, {
    ...init,
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
  });
  if (response.status < 400) return response;
  const path = new URL(url).pathname;
  throw new Failure(
    "BAD_USER_INPUT",
    `Login failed: ${path} returned ${response.status} ${await response.text()}`,
  );
}

/** Returns a parameter of the URL that ZITADEL redirects to. The URL may contain an error instead. */
function parameterOf(address: string | null, name: string): string {
  const parameters = URL.canParse(address ?? "") ? new URL(address ?? "").searchParams : undefined;
  const value = parameters?.get(name) ?? undefined;
  if (value !== undefined) return value;
  const reason = parameters?.get("error_description") ?? parameters?.get("error") ?? address ?? "no location";
  throw new Failure("BAD_USER_INPUT", `Login failed: ZITADEL's redirect has no ${name}: ${reason}`);
}
