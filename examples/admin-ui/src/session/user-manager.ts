import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Settings } from "../settings";

export const callbackPath = "/callback";

/** Marks the OIDC state of a sign-in in a popup, so that the callback page can tell it from a redirect. */
export const popupState = "popup";

const scope = [
  "openid",
  "profile",
  // Requests a refresh token, which renews access tokens without an iframe or a redirect.
  "offline_access",
  "urn:zitadel:iam:user:metadata",
  // Lets ZITADEL's own APIs accept the token, which reading and writing other users' metadata needs.
  "urn:zitadel:iam:org:project:id:zitadel:aud",
].join(" ");

/** OpenID Connect client of ZITADEL: authorization code flow with PKCE. */
export function createUserManager({ issuer, clientId }: Settings, origin: string): UserManager {
  // sessionStorage belongs to this tab and is cleared when the tab closes. localStorage is shared by all tabs
  // and persists.
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
    // The session renews tokens itself. Two concurrent renewals would invalidate each other's refresh token.
    automaticSilentRenew: false,
  });
}
