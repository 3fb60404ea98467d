import { createHash } from "node:crypto";
import * as client from "openid-client";
import { describe, expect, it } from "vitest";
import type { Page } from "./browser.js";
import { browser, credentials, setUpLogins, spa, startLogin, zitadel } from "./login-setup.js";

setUpLogins();

/** The request that a browser sends when the script of the page submits its form. */
function postedForm({ text }: Page): Request {
  const inputs = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const body = new URLSearchParams(
    Object.fromEntries(inputs.map(([, name = "", value = ""]) => [name, value])),
  );
  const [, action = ""] = /<form method="post" action="([^"]+)">/.exec(text) ?? [];
  return new Request(action, { method: "POST", body });
}

describe("response mode form_post", () => {
  it("posts the response in a form", async () => {
    const { url, checks } = await startLogin({ response_mode: "form_post" });
    const page = await browser.submit(await browser.open(url), credentials);
    const tokens = await client.authorizationCodeGrant(spa, postedForm(page), checks);
    expect(tokens.claims()?.sub).toBe(zitadel.directory.user("road-runner"));
  });

  it("posts errors in a form, with their text escaped", async () => {
    const { url } = await startLogin({ response_mode: "form_post", response_type: "token", state: '"><b>' });
    const page = await browser.open(url);
    expect(page.text).not.toContain("<b>");
    expect(page.text).toContain('name="error" value="unauthorized_client"');
  });

  it("permits the script of the form and no other", async () => {
    const { url } = await startLogin({ response_mode: "form_post", response_type: "token" });
    const { text, headers } = await browser.open(url);
    const [, script = ""] = /<script>(.*)<\/script>/.exec(text) ?? [];
    const hash = createHash("sha256").update(script).digest("base64");
    expect(headers.get("content-security-policy")).toContain(`; script-src 'sha256-${hash}'; `);
  });

  it("may send the form to web pages and to the scheme of the redirect URI, each listed once", async () => {
    const { url } = await startLogin({ response_mode: "form_post", response_type: "token" });
    const { headers } = await browser.open(url);
    expect(headers.get("content-security-policy")).toContain("; form-action 'self' http: https:; ");
  });
});
