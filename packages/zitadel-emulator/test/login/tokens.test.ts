import { createPrivateKey } from "node:crypto";
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, SignJWT } from "jose";
import * as client from "openid-client";
import { describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator.js";
import {
  afterLogout,
  startLogin,
  browser,
  discover,
  logIn,
  spa,
  startBrowser,
  subjectOf,
  setUpLogins,
  zitadel,
} from "./login-setup.js";

setUpLogins();

describe("tokens", () => {
  it("refreshes, introspects and revokes tokens", async () => {
    const first = await logIn();
    const second = await client.refreshTokenGrant(spa, first.refresh_token ?? "");
    expect(second.access_token).not.toBe(first.access_token);
    const { directory } = zitadel;
    const api = await discover("api-basic", client.ClientSecretBasic(directory.secret("api-basic")));
    const sub = directory.user("road-runner");
    expect(await client.tokenIntrospection(api, second.access_token)).toMatchObject({ active: true, sub });
    await client.tokenRevocation(spa, second.access_token);
    expect(await client.tokenIntrospection(api, second.access_token)).toEqual({ active: false });
    await expect(client.refreshTokenGrant(spa, first.refresh_token ?? "")).rejects.toMatchObject({
      error: "invalid_request",
    });
  });

  it("revokes the tokens of all applications on logout and returns to the application", async () => {
    const first = await logIn();
    const { url, checks } = await startLogin();
    const second = await client.authorizationCodeGrant(spa, (await browser.open(url)).url, checks);
    const end = client.buildEndSessionUrl(spa, {
      id_token_hint: first.id_token ?? "",
      post_logout_redirect_uri: afterLogout,
      state: "bye",
    });
    expect((await browser.open(end.href)).url.href).toBe(`${afterLogout}?state=bye`);
    for (const { access_token, refresh_token = "" } of [first, second]) {
      await expect(client.fetchUserInfo(spa, access_token, subjectOf(first))).rejects.toThrow();
      await expect(client.refreshTokenGrant(spa, refresh_token)).rejects.toThrow();
    }
    expect((await browser.open((await startLogin()).url)).text).toContain("<h1>Sign in</h1>");
  });

  it("rejects a logout with an unknown redirect URI and keeps the tokens", async () => {
    const tokens = await logIn();
    const { id_token = "", access_token } = tokens;
    const post_logout_redirect_uri = "http://elsewhere.example/";
    const end = client.buildEndSessionUrl(spa, { id_token_hint: id_token, post_logout_redirect_uri });
    expect((await browser.open(end.href)).status).toBe(400);
    await client.fetchUserInfo(spa, access_token, subjectOf(tokens));
    const here = await browser.open(client.buildEndSessionUrl(spa, { id_token_hint: id_token }).href);
    expect([here.status, here.text]).toEqual([200, expect.stringContaining("<h1>Logged out</h1>")]);
  });

  it("issues tokens to service users for a secret and for an assertion", async () => {
    const { directory, issuer } = zitadel;
    const manager = await discover(
      "manager-client",
      client.ClientSecretPost(directory.secret("manager-client")),
    );
    const bought = await client.clientCredentialsGrant(manager, { scope: "openid" });
    const signedFor = await client.genericGrantRequest(
      await discover("manager-client", client.None()),
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
      { scope: "openid", assertion: await signAssertion(directory, issuer) },
    );
    for (const { access_token } of [bought, signedFor]) {
      const { sub } = await client.fetchUserInfo(spa, access_token, directory.user("manager"));
      expect(sub).toBe(directory.user("manager"));
    }
    const { sub } = await client.fetchUserInfo(
      spa,
      directory.personalAccessToken("viewer"),
      directory.user("viewer"),
    );
    expect(sub).toBe(directory.user("viewer"));
  });

  it("verifies tokens of all published keys after key rotation", async () => {
    const issued = [(await logIn(await discover("spa-jwt", client.None()))).access_token];
    for (const alg of ["ES256", "EdDSA", "RS256"] as const) {
      await zitadel.rotateSigningKey(alg);
      startBrowser();
      const config = await discover("spa-jwt", client.None());
      issued.push((await logIn(config)).access_token);
    }
    const keys = createRemoteJWKSet(new URL("/oauth/v2/keys", zitadel.issuer));
    const verified = await Promise.all(issued.map((token) => jwtVerify(token, keys)));
    expect(verified.map((it) => it.protectedHeader.alg)).toEqual(["RS256", "ES256", "EdDSA", "RS256"]);
    expect(new Set(verified.map((it) => it.protectedHeader.kid)).size).toBe(4);
    const stranger = createLocalJWKSet({ keys: [] });
    await expect(jwtVerify(issued[0] ?? "", stranger)).rejects.toThrow("no applicable key");
  });
});

async function signAssertion(directory: Emulator["directory"], audience: string): Promise<string> {
  const file = await directory.key("manager");
  const id = directory.user("manager");
  return new SignJWT()
    .setProtectedHeader({ alg: "RS256", kid: file.keyId })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(createPrivateKey(file.key));
}
