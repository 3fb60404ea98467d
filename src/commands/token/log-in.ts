import { createHash, randomBytes } from "node:crypto";
import * as z from "zod";
import { Failure } from "../../lib/failure.js";

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
 * Authorization code with PKCE; the session API stands in for the login page. Returns the access token.
 * https://zitadel.com/docs/guides/integrate/login-ui/oidc-standard
 */
export async function logIn(login: Login): Promise<string> {
  const { issuer, loginClient, app, loginName, password, scope } = login;
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    response_type: "code",
    scope,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const start = await ask(`${issuer}/oauth/v2/authorize?${query.toString()}`);
  const requestId = parameterOf(start.headers.get("location"), "authRequest");

  const asLoginPage = { authorization: `Bearer ${loginClient}`, "content-type": "application/json" };
  const checks = { user: { loginName }, password: { password } };
  const checked = await ask(`${issuer}/v2/sessions`, asLoginPage, JSON.stringify({ checks }));
  const joined = await ask(
    `${issuer}/v2/oidc/auth_requests/${requestId}`,
    asLoginPage,
    JSON.stringify({ session: session.parse(await checked.json()) }),
  );
  const { callbackUrl } = callback.parse(await joined.json());

  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code: parameterOf(callbackUrl, "code"),
    redirect_uri: app.redirectUri,
    client_id: app.clientId,
    code_verifier: verifier,
  });
  return tokens.parse(await (await ask(`${issuer}/oauth/v2/token`, {}, form)).json()).access_token;
}

async function ask(
  url: string,
  headers: Record<string, string> = {},
  body?: string | URLSearchParams,
): Promise<Response> {
  const sent = body === undefined ? {} : { method: "POST", body };
  const response = await fetch(url, {
    ...sent,
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(5000),
  });
  if (response.status < 400) return response;
  const path = new URL(url).pathname;
  throw new Failure(
    "BAD_USER_INPUT",
    `The login failed: ${path} answered ${response.status} ${await response.text()}`,
  );
}

/** Where the login goes on with something is in the address that ZITADEL sends the browser to; errors are there, too. */
function parameterOf(address: string | null, name: string): string {
  const parameters = URL.canParse(address ?? "") ? new URL(address ?? "").searchParams : undefined;
  const value = parameters?.get(name) ?? undefined;
  if (value !== undefined) return value;
  const reason = parameters?.get("error_description") ?? parameters?.get("error") ?? address ?? "nowhere";
  throw new Failure("BAD_USER_INPUT", `The login failed: ZITADEL sends on without ${name}: ${reason}`);
}
