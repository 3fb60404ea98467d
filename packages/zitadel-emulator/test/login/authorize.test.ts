import * as client from "openid-client";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  browser,
  credentials,
  logIn,
  redirectUri,
  setUpLogins,
  spa,
  startLogin,
  zitadel,
} from "./login-setup.js";

setUpLogins();

const organizationScope = "urn:zitadel:iam:org:id:";
const resourceOwner = "urn:zitadel:iam:user:resourceowner";

describe("authorization request", () => {
  it("issues no ID token without the scope openid", async () => {
    const { url, checks } = await startLogin({ scope: "profile offline_access" });
    const { url: end } = await browser.submit(await browser.open(url), credentials);
    const { pkceCodeVerifier = "", expectedState = "" } = checks;
    const tokens = await client.authorizationCodeGrant(spa, end, { pkceCodeVerifier, expectedState });
    expect(tokens.id_token).toBeUndefined();
    expect(tokens.access_token).not.toBe("");
  });

  it("returns the response in the fragment", async () => {
    const { url, checks } = await startLogin({ response_mode: "fragment" });
    const { url: end } = await browser.submit(await browser.open(url), credentials);
    expect([end.origin + end.pathname, end.search]).toEqual([redirectUri, ""]);
    const params = Object.fromEntries(new URLSearchParams(end.hash.slice(1)));
    expect(params).toEqual({ code: expect.any(String), state: checks.expectedState });
  });

  it("returns errors in the fragment", async () => {
    const { url } = await startLogin({ response_mode: "fragment", response_type: "token" });
    expect((await browser.open(url)).url.hash).toContain("error=unauthorized_client");
  });

  it.each([
    [{ max_age: "soon" }, "error decoding form"],
    [{ max_age: "-1" }, "error decoding form"],
    [{ request: "not-a-jwt" }, "invalid request signature"],
    [{ response_mode: "web_message" }, "response modes query, fragment and form_post"],
  ])("rejects %o without a redirect", async (params: Record<string, string>, description) => {
    const page = await browser.open((await startLogin(params)).url);
    expect([page.url.origin, page.status, JSON.parse(page.text)]).toEqual([
      zitadel.issuer,
      400,
      { error: "invalid_request", error_description: expect.stringContaining(description) },
    ]);
  });

  it("requires a new login after max_age", async () => {
    await logIn();
    const open = async (): Promise<string> =>
      (await browser.open((await startLogin({ max_age: "60" })).url)).url.origin;
    expect(await open()).toBe("http://localhost:9999");
    zitadel.advanceClock(61_000);
    expect(await open()).toBe(zitadel.issuer);
  });
});

describe("scope of an organization", () => {
  it("adds the claims of the organization", async () => {
    const id = zitadel.directory.organization("acme");
    const scope = `openid ${organizationScope}${id}`;
    const { url, checks } = await startLogin({ scope });
    const { url: end } = await browser.submit(await browser.open(url), credentials);
    const tokens = await client.authorizationCodeGrant(spa, end, checks);
    const claims = {
      "urn:zitadel:iam:org:id": id,
      [`${resourceOwner}:id`]: id,
      [`${resourceOwner}:name`]: "ACME",
      [`${resourceOwner}:primary_domain`]: "acme.localhost",
    };
    expect(tokens.claims()).toMatchObject(claims);
    expect(await client.fetchUserInfo(spa, tokens.access_token, tokens.claims()?.sub ?? "")).toMatchObject(
      claims,
    );
  });

  it("rejects an unknown organization", async () => {
    const { url } = await startLogin({ scope: `openid ${organizationScope}1` });
    expect((await browser.open(url)).url.searchParams.get("error_description")).toContain(
      "Errors.Org.NotFound",
    );
  });

  it("lets no person of another organization log in", async () => {
    const scope = `openid ${organizationScope}${zitadel.directory.organization("globex")}`;
    const page = await browser.open((await startLogin({ scope })).url);
    expect(page.text).toContain('value="bugs-bunny"');
    expect(page.text).not.toContain('value="road-runner"');
    expect((await browser.submit(page, credentials)).text).toContain("User could not be found.");
    await expect(zitadel.issueTokens("road-runner", "spa", scope)).rejects.toThrow(
      "is not in the organization",
    );
  });

  it("drops the scope of another organization for a service user", async () => {
    const { directory, issuer } = zitadel;
    const grant = async (organization: string): Promise<unknown> => {
      const scope = `openid ${organizationScope}${directory.organization(organization)}`;
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: directory.app("manager-client"),
        client_secret: directory.secret("manager-client"),
        scope,
      });
      const response = await fetch(`${issuer}/oauth/v2/token`, { method: "POST", body });
      const { access_token } = z.object({ access_token: z.string() }).parse(await response.json());
      return client.fetchUserInfo(spa, access_token, directory.user("manager"));
    };
    expect(await grant("acme")).toHaveProperty(["urn:zitadel:iam:org:id"]);
    expect(await grant("globex")).not.toHaveProperty(["urn:zitadel:iam:org:id"]);
  });
});

describe("refresh", () => {
  it("narrows the scope of the new tokens", async () => {
    const { refresh_token = "" } = await logIn();
    const tokens = await client.refreshTokenGrant(spa, refresh_token, { scope: "openid" });
    const info = await client.fetchUserInfo(spa, tokens.access_token, tokens.claims()?.sub ?? "");
    expect(info).toEqual({ sub: zitadel.directory.user("road-runner") });
  });

  it("keeps the roles that the project asserts, with a part of the scope too", async () => {
    const { refreshToken = "" } = await zitadel.issueTokens("wile-coyote", "spa", "openid offline_access");
    const tokens = await client.refreshTokenGrant(spa, refreshToken, { scope: "openid" });
    const info = await client.fetchUserInfo(spa, tokens.access_token, tokens.claims()?.sub ?? "");
    expect(info).toHaveProperty(["urn:zitadel:iam:org:project:roles"]);
  });

  it("rejects a scope that was not granted", async () => {
    const { refresh_token = "" } = await logIn();
    const scope = "openid phone";
    await expect(client.refreshTokenGrant(spa, refresh_token, { scope })).rejects.toMatchObject({
      error: "invalid_scope",
    });
  });
});

describe("custom login page", () => {
  it("issues no tokens for a session without a password", async () => {
    const { url, checks } = await startLogin();
    const authRequest = (await browser.open(url)).url.searchParams.get("authRequest") ?? "";
    const call = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
      const authorization = `Bearer ${zitadel.directory.personalAccessToken("login-client")}`;
      const headers = { authorization, "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      const response = await fetch(zitadel.issuer + path, init);
      return z.record(z.string(), z.unknown()).parse(await response.json());
    };
    const user = { loginName: "road-runner" };
    const { sessionId, sessionToken } = await call("/v2/sessions", { checks: { user } });
    const session = { sessionId, sessionToken };
    const { callbackUrl } = await call(`/v2/oidc/auth_requests/${authRequest}`, { session });
    await expect(
      client.authorizationCodeGrant(spa, new URL(String(callbackUrl)), checks),
    ).rejects.toMatchObject({
      error: "invalid_request",
      error_description: "Errors.AuthRequest.NotAuthenticated",
    });
  });
});
