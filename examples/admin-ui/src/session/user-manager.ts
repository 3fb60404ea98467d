import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Settings } from "../settings";

export const callbackPath = "/callback";

/** Marks the answer to a login in a popup; the page that started it goes on. */
export const popupMark = "popup";

const scope = [
  "openid",
  "profile",
  // A refresh token: the session outlives the access token without a frame or a redirect.
  "offline_access",
  "urn:zitadel:iam:user:metadata",
  // ZITADEL's own APIs accept the token: to read and write other people's metadata.
  "urn:zitadel:iam:org:project:id:zitadel:aud",
].join(" ");

/** Authorization code with PKCE at ZITADEL. */
export function createUserManager({ issuer, clientId }: Settings, origin: string): UserManager {
  // Not localStorage, which every tab shares and which is there for ever: these tokens are gone with the tab.
  const store = new WebStorageStateStore({ store: sessionStorage });
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${origin}${callbackPath}`,
    post_logout_redirect_uri: `${origin}/`,
    scope,
    userStore: store,
    stateStore: store,
    revokeTokensOnSignout: true,
    // The session renews itself: two renewals at one time would spoil each other's refresh token.
    automaticSilentRenew: false,
  });
}
