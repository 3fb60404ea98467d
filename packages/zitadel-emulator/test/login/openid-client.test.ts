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

/** What the application is told in its redirect address. */
function redirectParams({ url }: Page): Record<string, string> {
  const params = Object.fromEntries(url.searchParams);
  return { at: url.origin + url.pathname, ...params };
}

describe("a login", () => {
  it("ends with tokens that the library accepts", async () => {
    const tokens = await logIn();
    expect(subjectOf(tokens)).toBe(zitadel.directory.user("road-runner"));
    const info = await client.fetchUserInfo(spa, tokens.access_token, subjectOf(tokens));
    expect(info).toMatchObject({ name: "road runner", [metadataScope]: { plan: "Z29sZA" } });
  });

  it("is one click for a seeded person", async () => {
    const { url, checks } = await startLogin();
    const page = await browser.open(url);
    expect(page.text).toMatch(/<button name="person" value="wile-coyote">/);
    const end = await browser.submit(page, { person: "wile-coyote" });
    const tokens = await client.authorizationCodeGrant(spa, end.url, checks);
    expect(subjectOf(tokens)).toBe(zitadel.directory.user("wile-coyote"));
  });

  it("says what was wrong, keeps the name, and goes on with the right password", async () => {
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

  it("may be cancelled", async () => {
    const { url, checks } = await startLogin();
    const end = await browser.submit(await browser.open(url), { cancel: "yes" });
    await expect(client.authorizationCodeGrant(spa, end.url, checks)).rejects.toMatchObject({
      error: "access_denied",
    });
  });

  it("is over once it was carried out", async () => {
    const { url } = await startLogin();
    const page = await browser.open(url);
    await browser.submit(page, credentials);
    expect((await browser.submit(page, credentials)).status).toBe(404);
  });

  it("is refused from a form of another page", async () => {
    const page = await browser.open((await startLogin()).url);
    const authRequest = page.url.searchParams.get("authRequest") ?? "";
    const body = new URLSearchParams({ authRequest, person: "road-runner" });
    const headers = { origin: "http://elsewhere.example" };
    expect((await fetch(page.url, { method: "POST", body, headers })).status).toBe(403);
  });

  it("has a page without scripts, that no other page may frame", async () => {
    const { headers, text } = await browser.open((await startLogin({ login_hint: "porky-pig" })).url);
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(text).toContain('value="porky-pig" autocomplete="username"');
    for (const [, id = ""] of text.matchAll(/<input id="(\w+)"/g))
      expect(text).toContain(`<label for="${id}">`);
  });

  it("needs the verifier, and a challenge at all", async () => {
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

describe("a browser that is logged in", () => {
  beforeEach(async () => {
    await logIn();
  });

  it("is not asked again", async () => {
    const { url, checks } = await startLogin({ prompt: "none" });
    const end = await browser.open(url);
    expect(subjectOf(await client.authorizationCodeGrant(spa, end.url, checks))).toBe(
      zitadel.directory.user("road-runner"),
    );
  });

  it.each([{ prompt: "login" }, { prompt: "select_account" }, { login_hint: "porky-pig" }])(
    "is asked again for %o",
    async (more) => {
      expect((await browser.open((await startLogin(more)).url)).text).toContain("<h1>Log in</h1>");
    },
  );

  it("is not logged in any more when its person was locked out", async () => {
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

describe("an application that asks wrongly", () => {
  it.each([
    [{ scope: "profile" }, "invalid_scope"],
    [{ response_type: "token" }, "unauthorized_client"],
    [{ prompt: "none login" }, "invalid_request"],
    [{ prompt: "none" }, "login_required"],
  ])("is told at its own address: %o", async (more: Record<string, string>, error) => {
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
  ])("is told on the spot when its address is not registered: %s", async (redirect_uri) => {
    const end = await browser.open((await startLogin({ redirect_uri })).url);
    expect([end.url.origin, end.status]).toEqual([zitadel.issuer, 400]);
  });
});
