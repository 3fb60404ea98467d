import type { UserManager } from "oidc-client-ts";
import { createRenewal } from "./renewal";
import { popupMark } from "./user-manager";

export type SessionState =
  | { readonly kind: "starting" }
  | { readonly kind: "signedOut" }
  | { readonly kind: "signedIn"; readonly userId: string }
  /** Over, but what is on the page stays: somebody may have typed into it. */
  | { readonly kind: "ended"; readonly userId: string };

/** Who is signed in, for React and for the GraphQL client. */
export interface Session {
  readonly state: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly accessToken: () => Promise<string | undefined>;
  /** Another access token than the one that was refused; undefined when the session is over. An outage throws. */
  readonly renew: (refused: string | undefined) => Promise<string | undefined>;
  readonly signIn: (returnTo: string) => Promise<void>;
  /** In a window of its own, so that this page stays as it is. */
  readonly signInAgain: () => Promise<void>;
  readonly signOut: () => Promise<void>;
}

export function createSession(userManager: UserManager): Session {
  const listeners = new Set<() => void>();
  let state: SessionState = { kind: "starting" };
  const become = (next: SessionState): void => {
    state = next;
    listeners.forEach((listener) => {
      listener();
    });
  };
  const end = (): void => {
    if (state.kind === "signedIn") become({ kind: "ended", userId: state.userId });
  };
  const renewal = createRenewal(userManager, end);

  userManager.events.addUserLoaded((user) => {
    become({ kind: "signedIn", userId: user.profile.sub });
  });
  userManager.events.addAccessTokenExpiring(renewal.renewInTime);
  void start();

  async function start(): Promise<void> {
    const user = await userManager.getUser();
    // Set meanwhile by an answered login.
    if (state.kind !== "starting") return;
    become(user === null ? { kind: "signedOut" } : { kind: "signedIn", userId: user.profile.sub });
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
      await userManager.signinPopup({ url_state: popupMark });
    },
    signOut: () => userManager.signoutRedirect(),
  };
}
