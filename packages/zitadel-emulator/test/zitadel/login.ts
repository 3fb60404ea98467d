import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Directory } from "../../src/seed/directory.js";
import { testPassword } from "./add-person.js";
import { exchange, type ExchangeResponse } from "./exchange.js";

const redirectUri = "http://localhost:9999/callback";
const session = z.object({ sessionId: z.string(), sessionToken: z.string() });

export interface LoginServer {
  readonly issuer: string;
  readonly directory: Pick<Directory, "app" | "personalAccessToken">;
}

export interface LoginOptions {
  /** The user name including the suffix. */
  loginName: string;
  app: string;
  scope: string;
}

/** Authorization code with PKCE, up to the code. Uses the session API in place of a login page. */
export async function logIn(
  { issuer, directory }: LoginServer,
  { loginName, app, scope }: LoginOptions,
): Promise<{ code: string; verifier: string }> {
  const headers = {
    authorization: `Bearer ${directory.personalAccessToken("login-client")}`,
    "content-type": "application/json",
  };
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: directory.app(app),
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    state: "s",
    nonce: "n",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const authorized = await exchange(issuer, { path: `/oauth/v2/authorize?${query.toString()}` });
  const requestId = new URL(authorized.headers.location ?? "", issuer).searchParams.get("authRequest") ?? "";
  const checked = await exchange(issuer, {
    method: "POST",
    path: "/v2/sessions",
    headers,
    body: JSON.stringify({ checks: { user: { loginName }, password: { password: testPassword } } }),
  });
  const completed = await exchange(issuer, {
    method: "POST",
    path: `/v2/oidc/auth_requests/${requestId}`,
    headers,
    body: JSON.stringify({ session: session.parse(checked.body) }),
  });
  const { callbackUrl } = z.object({ callbackUrl: z.string() }).parse(completed.body);
  return { code: new URL(callbackUrl).searchParams.get("code") ?? "", verifier };
}

export async function requestTokens(server: LoginServer, login: LoginOptions): Promise<ExchangeResponse> {
  const { code, verifier } = await logIn(server, login);
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    client_id: server.directory.app(login.app),
    code_verifier: verifier,
  });
  return exchange(server.issuer, {
    method: "POST",
    path: "/oauth/v2/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
}
