import * as client from "openid-client";
import { beforeEach, describe, expect, it } from "vitest";
import { devSeed } from "../../src/seed/dev-seed.js";
import { startEmulator } from "../../src/start-emulator.js";
import { createBrowser, type Page } from "./browser.js";
import {
  startLogin,
  browser,
  credentials,
  logIn,
  metadataScope,
  redirectUri,
  scope,
  spa,
  subjectOf,
  setUpLogins,
  zitadel,
} from "./login-setup.js";

setUpLogins();

/** The redirect URI and its parameters. */
function redirectParams({ url }: Page): Record<string, string> {
  const params = Object.fromEntries(url.searchParams);
  return { at: url.origin + url.pathname, ...params };
}

describe("login", () => {
  it("issues tokens that openid-client accepts", async () => {
    const tokens = await logIn();
    expect(subjectOf(tokens)).toBe(zitadel.directory.user("road-runner"));
    const info = await client.fetchUserInfo(spa, tokens.access_token, subjectOf(tokens));
    expect(info).toMatchObject({ name: "road runner", [metadataScope]: { plan: "Z29sZA" } });
  });

  it("logs a seeded person in with one click", async () => {
    const { url, checks } = await startLogin();
    const page = await browser.open(url);
    expect(page.text).toMatch(/<button name="person" value="wile-coyote">/);
    const end = await browser.submit(page, { person: "wile-coyote" });
    const tokens = await client.authorizationCodeGrant(spa, end.url, checks);
    expect(subjectOf(tokens)).toBe(zitadel.directory.user("wile-coyote"));
  });

  it("shows the problem and the entered name, then accepts the correct password", async () => {
    const { url, checks } = await startLogin();
    const unknown = await browser.submit(await browser.open(url), { ...credentials, loginName: '"><b>' });
    expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining("could not be found")]);
    expect(unknown.text).not.toContain("<b>");
    const wrong = await browser.submit(unknown, { ...credentials, password: "no" });
    expect(wrong.text).toMatch(/role="alert"[^>]*>Password is invalid\./);
    expect(wrong.text).toContain('value="road-runner" autocomplete="username"');
    const end = await browser.submit(wrong, credentials);
    expect(subjectOf(await client.authorizationCodeGrant(spa, end.url, checks))).not.toBe("");
  });

  it("returns access_denied when the user cancels", async () => {
    const { url, checks } = await startLogin();
    const end = await browser.submit(await browser.open(url), { cancel: "yes" });
    await expect(client.authorizationCodeGrant(spa, end.url, checks)).rejects.toMatchObject({
      error: "access_denied",
    });
  });

  it("accepts a login form only once", async () => {
    const { url } = await startLogin();
    const page = await browser.open(url);
    await browser.submit(page, credentials);
    expect((await browser.submit(page, credentials)).status).toBe(404);
  });

  it("rejects a form of another origin", async () => {
    const page = await browser.open((await startLogin()).url);
    const authRequest = page.url.searchParams.get("authRequest") ?? "";
    const body = new URLSearchParams({ authRequest, person: "road-runner" });
    const headers = { origin: "http://elsewhere.example" };
    expect((await fetch(page.url, { method: "POST", body, headers })).status).toBe(403);
  });

  it("serves a page without scripts that cannot be framed", async () => {
    const { headers, text } = await browser.open((await startLogin({ login_hint: "porky-pig" })).url);
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(text).toContain('value="porky-pig" autocomplete="username"');
    for (const [, id = ""] of text.matchAll(/<input id="(\w+)"/g))
      expect(text).toContain(`<label for="${id}">`);
  });

  it("rejects a wrong verifier and a missing challenge", async () => {
    const { url, checks } = await startLogin();
    const { url: end } = await browser.submit(await browser.open(url), credentials);
    const other = { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
    await expect(client.authorizationCodeGrant(spa, end, other)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    const { origin, pathname } = new URL(url);
    const query = new URLSearchParams({
      client_id: zitadel.directory.app("spa"),
      redirect_uri: redirectUri,
      response_type: "code",
      scope,
    });
    const bare = await browser.open(`${origin}${pathname}?${query.toString()}`);
    await expect(client.authorizationCodeGrant(spa, bare.url)).rejects.toMatchObject({
      error: "invalid_request",
      error_description: "PKCE required",
    });
  });
});

describe("browser with a session", () => {
  beforeEach(async () => {
    await logIn();
  });

  it("skips the login page", async () => {
    const { url, checks } = await startLogin({ prompt: "none" });
    const end = await browser.open(url);
    expect(subjectOf(await client.authorizationCodeGrant(spa, end.url, checks))).toBe(
      zitadel.directory.user("road-runner"),
    );
  });

  it.each([{ prompt: "login" }, { prompt: "select_account" }, { login_hint: "porky-pig" }])(
    "shows the login page for %o",
    async (more) => {
      expect((await browser.open((await startLogin(more)).url)).text).toContain("<h1>Sign in</h1>");
    },
  );

  it("ends the session when the person is deactivated", async () => {
    await using other = await startEmulator({ seed: devSeed });
    const page = createBrowser(other.issuer);
    const query = new URL((await startLogin()).url).search;
    const form = await page.open(`${other.issuer}/oauth/v2/authorize${query}`);
    await page.submit(form, credentials);
    other.deactivateUser("road-runner");
    const again = await page.open(`${other.issuer}/oauth/v2/authorize${query}`);
    expect((await page.submit(again, credentials)).text).toContain("User is not active.");
  });
});

describe("invalid authorization request", () => {
  it.each([
    [{ scope: "openid urn:zitadel:iam:org:id:1" }, "invalid_request"],
    [{ response_type: "token" }, "unauthorized_client"],
    [{ prompt: "none login" }, "invalid_request"],
    [{ prompt: "none" }, "login_required"],
  ])("redirects to the application with an error for %o", async (more: Record<string, string>, error) => {
    const { url, checks } = await startLogin(more);
    const end = await browser.open(url);
    expect(redirectParams(end)).toMatchObject({ at: redirectUri, error, state: checks.expectedState });
  });

  it.each([
    "http://localhost:9999/callback/",
    "http://localhost:9999/callback?x=1",
    "http://localhost:9998/callback",
    "http://localhost:9999@elsewhere.example/callback",
    "http://LOCALHOST:9999/callback",
  ])("responds with an error for the unregistered redirect URI %s", async (redirect_uri) => {
    const end = await browser.open((await startLogin({ redirect_uri })).url);
    expect([end.url.origin, end.status]).toEqual([zitadel.issuer, 400]);
  });
});
