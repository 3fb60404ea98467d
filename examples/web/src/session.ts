import { ErrorResponse, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { Failure } from "./graphql.js";
import type { Settings } from "./settings.js";

const scope = [
  "openid profile offline_access",
  "urn:zitadel:iam:user:metadata",
  "urn:zitadel:iam:org:project:id:zitadel:aud",
].join(" ");

/**
 * OpenID Connect client: authorization code flow with PKCE. Its state is cleared when the tab closes. Tokens
 * are renewed before they expire.
 */
export function createSession({ issuer, clientId }: Settings): UserManager {
  const store = new WebStorageStateStore({ store: window.sessionStorage });
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}/callback`,
    post_logout_redirect_uri: `${location.origin}/`,
    scope,
    // ZITADEL's ID tokens do not contain the user's name.
    loadUserInfo: true,
    userStore: store,
    stateStore: store,
  });
}

/** Returns the signed-in user; null without a session. Throws if ZITADEL redirected back with an error. */
export async function getSignedInUser(session: UserManager): Promise<User | null> {
  if (location.pathname === "/callback") {
    try {
      await session.signinCallback();
    } finally {
      // The authorization code can be used only once. Remove it from the URL and from the history.
      history.replaceState(null, "", "/");
    }
  }
  const user = await session.getUser();
  if (user?.expired !== true) return user;
  // The renewal timer does not run while the computer sleeps.
  return session.signinSilent().catch((error: unknown) => {
    if (error instanceof ErrorResponse) return null;
    throw error;
  });
}

/** Returns the access token. If ZITADEL is unavailable, throws a Failure and keeps the session. */
export async function accessTokenOf(session: UserManager): Promise<string> {
  const user = await getSignedInUser(session).catch((cause: unknown) => {
    throw new Failure("NO_ANSWER", "The access token could not be renewed.", { cause });
  });
  if (user === null) throw new Failure("UNAUTHENTICATED", "The session has ended.");
  return user.access_token;
}
