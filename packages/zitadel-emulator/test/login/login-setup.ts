import * as client from "openid-client";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import { startEmulator } from "../../src/start-emulator.js";
import { devSeed } from "../../src/seed/dev-seed.js";
import { type Browser, createBrowser } from "./browser.js";

// openid-client is a certified OpenID Connect client; it calls the emulator directly.

export const redirectUri = "http://localhost:9999/callback";
export const afterLogout = "http://localhost:9999/";
export const metadataScope = "urn:zitadel:iam:user:metadata";
export const scope = `openid profile email offline_access ${metadataScope}`;
export const credentials = { loginName: "road-runner", password: "Password1!" };

export let zitadel: Emulator;
export let browser: Browser;
export let spa: client.Configuration;

/** Starts an emulator for the tests of a file, and a new browser for each test. */
export function setUpLogins(): void {
  beforeAll(async () => {
    zitadel = await startEmulator({ seed: devSeed });
    spa = await discover("spa", client.None());
  });
  afterAll(() => zitadel[Symbol.asyncDispose]());
  beforeEach(startBrowser);
}

export function startBrowser(): void {
  browser = createBrowser(zitadel.issuer);
}

export function discover(app: string, authentication: client.ClientAuth): Promise<client.Configuration> {
  const { issuer, directory } = zitadel;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- The emulator uses plain HTTP.
  const execute = [client.allowInsecureRequests];
  return client.discovery(new URL(issuer), directory.app(app), undefined, authentication, { execute });
}

export interface StartedLogin {
  readonly url: string;
  readonly checks: client.AuthorizationCodeGrantChecks;
}

export async function startLogin(params: Record<string, string> = {}, config = spa): Promise<StartedLogin> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    ...params,
  });
  return { url: url.href, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

export async function logIn(config = spa): Promise<Tokens> {
  const { url, checks } = await startLogin({}, config);
  const callback = await browser.submit(await browser.open(url), credentials);
  return client.authorizationCodeGrant(config, callback.url, checks);
}

export function subjectOf(tokens: Tokens): string {
  return tokens.claims()?.sub ?? "";
}
