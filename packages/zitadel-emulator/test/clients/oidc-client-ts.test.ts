import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from "oidc-client-ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { devSeed, startEmulator, type Emulator } from "zitadel-emulator";
import { createBrowser, type Browser } from "../login/browser.js";

let zitadel: Emulator;
beforeAll(async () => {
  zitadel = await startEmulator({ seed: devSeed });
});
afterAll(() => zitadel[Symbol.asyncDispose]());

const credentials = { loginName: "road-runner", password: "Password1!" };

function createClient(settings: { response_mode?: "fragment" | "query" } = {}): OidcClient {
  return new OidcClient({
    authority: zitadel.issuer,
    client_id: zitadel.directory.app("spa"),
    redirect_uri: "http://localhost:9999/callback",
    post_logout_redirect_uri: "http://localhost:9999/",
    scope: "openid profile offline_access",
    loadUserInfo: true,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    ...settings,
  });
}

async function logIn(client: OidcClient, browser: Browser): ReturnType<OidcClient["processSigninResponse"]> {
  const { url } = await client.createSigninRequest({});
  const callback = await browser.submit(await browser.open(url), credentials);
  return client.processSigninResponse(callback.url.href);
}

it("logs in, refreshes and logs out", async () => {
  const [client, browser] = [createClient(), createBrowser(zitadel.issuer)];
  const login = await logIn(client, browser);
  const sub = zitadel.directory.user("road-runner");
  expect(login.profile).toMatchObject({ sub, name: "road runner" });

  const { refresh_token = "", scope = "", profile } = login;
  const state = { refresh_token, scope, profile, session_state: null, data: undefined };
  const refreshed = await client.useRefreshToken({ state });
  expect(refreshed.access_token).not.toBe(login.access_token);

  const { url, state: logout } = await client.createSignoutRequest({
    id_token_hint: refreshed.id_token ?? "",
    state: "bye",
  });
  const end = await browser.open(url);
  expect(end.url.origin).toBe("http://localhost:9999");
  await client.processSignoutResponse(`${end.url.href}`);
  expect(logout?.data).toBe("bye");
  await expect(
    client.useRefreshToken({ state: { ...state, refresh_token: refreshed.refresh_token ?? "" } }),
  ).rejects.toThrow();
});

it("reads the response from the fragment", async () => {
  const login = await logIn(createClient({ response_mode: "fragment" }), createBrowser(zitadel.issuer));
  expect(login.profile.sub).toBe(zitadel.directory.user("road-runner"));
});
