import type { UserManager } from "oidc-client-ts";
import { createRenewal } from "./renewal";
import { forgetSignIn, isSignedInElsewhere, rememberSignIn } from "./signed-in-elsewhere";
import { callbackPath, popupState } from "./user-manager";

export type SessionState =
  | { readonly kind: "starting" }
  | { readonly kind: "signedOut" }
  | { readonly kind: "signedIn"; readonly userId: string }
  /** The session has ended, but the page stays open, because it may contain unsaved input. */
  | { readonly kind: "ended"; readonly userId: string };

/** The sign-in state, for React and for the GraphQL client. */
export interface Session {
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly accessToken: () => Promise<string | undefined>;
  /**
   * Returns a new access token in place of the rejected one; undefined if the session has ended. Throws if
   * ZITADEL is unavailable.
   */
  readonly renew: (rejectedToken: string | undefined) => Promise<string | undefined>;
  readonly signIn: (returnTo: string) => Promise<void>;
  /** Signs in through a popup window, so that this page keeps its state. */
  readonly signInAgain: () => Promise<void>;
  readonly signOut: () => Promise<void>;
}

export function createSession(userManager: UserManager): Session {
  const listeners = new Set<() => void>();
  let state: SessionState = { kind: "starting" };
  const setState = (next: SessionState): void => {
    state = next;
    listeners.forEach((listener) => {
      listener();
    });
  };
  const endSession = (): void => {
    if (state.kind === "signedIn") setState({ kind: "ended", userId: state.userId });
  };
  const renewal = createRenewal(userManager, endSession);

  userManager.events.addUserLoaded((user) => {
    rememberSignIn();
    setState({ kind: "signedIn", userId: user.profile.sub });
  });
  userManager.events.addAccessTokenExpiring(renewal.renewBeforeExpiry);
  void start();

  async function start(): Promise<void> {
    const user = await userManager.getUser();
    // A completed sign-in may have set the state in the meantime.
    if (state.kind !== "starting") return;
    if (user !== null) setState({ kind: "signedIn", userId: user.profile.sub });
    else if (location.pathname !== callbackPath && isSignedInElsewhere()) signInSilently();
    else setState({ kind: "signedOut" });
  }

  /** Gets tokens for this tab. ZITADEL has the user's session and redirects back without a question. */
  function signInSilently(): void {
    const returnTo = `${location.pathname}${location.search}`;
    userManager.signinRedirect({ prompt: "none", state: { returnTo } }).catch(() => {
      setState({ kind: "signedOut" });
    });
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    accessToken: async () => (await userManager.getUser())?.access_token,
    renew: renewal.renew,
    signIn: (returnTo) => userManager.signinRedirect({ state: { returnTo } }),
    signInAgain: async () => {
      await userManager.signinPopup({ url_state: popupState });
    },
    signOut: () => {
      forgetSignIn();
      return userManager.signoutRedirect();
    },
  };
}
