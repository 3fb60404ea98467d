import { ErrorResponse, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { Failure } from "./graphql.js";
import type { Settings } from "./settings.js";

const scope = [
  "openid profile offline_access",
  "urn:zitadel:iam:user:metadata",
  "urn:zitadel:iam:org:project:id:zitadel:aud",
].join(" ");

/** Authorization code with PKCE. What it keeps is gone with the tab, and tokens are renewed before they expire. */
export function createSession({ issuer, clientId }: Settings): UserManager {
  const store = new WebStorageStateStore({ store: window.sessionStorage });
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}/callback`,
    post_logout_redirect_uri: `${location.origin}/`,
    scope,
    // ZITADEL's ID tokens have no name in them.
    loadUserInfo: true,
    userStore: store,
    stateStore: store,
  });
}

/** Whoever is signed in. Throws where ZITADEL has just sent them back without having let them in. */
export async function whoIsSignedIn(session: UserManager): Promise<User | null> {
  if (location.pathname === "/callback") {
    try {
      await session.signinCallback();
    } finally {
      // The code is used up: neither a reload nor the history should have it.
      history.replaceState(null, "", "/");
    }
  }
  const user = await session.getUser();
  if (user?.expired !== true) return user;
  // No timer runs while a computer sleeps.
  return session.signinSilent().catch((error: unknown) => {
    if (error instanceof ErrorResponse) return null;
    throw error;
  });
}

/** Throws a Failure: where ZITADEL cannot be asked that is no end of the session. */
export async function accessTokenOf(session: UserManager): Promise<string> {
  const user = await whoIsSignedIn(session).catch((cause: unknown) => {
    throw new Failure("NO_ANSWER", "The access token could not be renewed.", { cause });
  });
  if (user === null) throw new Failure("UNAUTHENTICATED", "Nobody is signed in any more.");
  return user.access_token;
}
