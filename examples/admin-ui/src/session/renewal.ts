import { ErrorResponse, type UserManager } from "oidc-client-ts";

export interface Renewal {
  readonly renew: (rejectedToken: string | undefined) => Promise<string | undefined>;
  readonly renewBeforeExpiry: () => void;
}

/** Renews access tokens, one renewal at a time, because each refresh token can be used only once. */
export function createRenewal(userManager: UserManager, onEnd: () => void): Renewal {
  let pending: Promise<string | undefined> | undefined;

  async function requestToken(): Promise<string | undefined> {
    const user = await userManager.getUser();
    if (user?.refresh_token !== undefined) {
      try {
        return (await userManager.signinSilent())?.access_token;
      } catch (error) {
        // Only an error response of ZITADEL ends the session. A network failure does not.
        if (!(error instanceof ErrorResponse)) throw error;
      }
    }
    onEnd();
    return undefined;
  }

  async function renew(rejectedToken: string | undefined): Promise<string | undefined> {
    const current = (await userManager.getUser())?.access_token;
    // The token has already been renewed, by another request or by a new sign-in.
    if (current !== rejectedToken && current !== undefined) return current;
    pending ??= requestToken().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  return {
    renew,
    renewBeforeExpiry: () => {
      void userManager
        .getUser()
        .then((user) => renew(user?.access_token))
        // ZITADEL is temporarily unavailable. The next rejected request triggers another renewal.
        .catch(() => undefined);
    },
  };
}
