import { ErrorResponse, type UserManager } from "oidc-client-ts";

export interface Renewal {
  readonly renew: (refused: string | undefined) => Promise<string | undefined>;
  readonly renewInTime: () => void;
}

/** Gets new access tokens for the refresh token, one at a time: each refresh token is good once. */
export function createRenewal(userManager: UserManager, onEnd: () => void): Renewal {
  let running: Promise<string | undefined> | undefined;

  async function askZitadel(): Promise<string | undefined> {
    const user = await userManager.getUser();
    if (user?.refresh_token !== undefined) {
      try {
        return (await userManager.signinSilent())?.access_token;
      } catch (error) {
        // Only ZITADEL's own refusal ends a session. That it cannot be reached does not.
        if (!(error instanceof ErrorResponse)) throw error;
      }
    }
    onEnd();
    return undefined;
  }

  async function renew(refused: string | undefined): Promise<string | undefined> {
    const current = (await userManager.getUser())?.access_token;
    // Another request was faster, or somebody signed in again meanwhile.
    if (current !== refused && current !== undefined) return current;
    running ??= askZitadel().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    renew,
    renewInTime: () => {
      void userManager
        .getUser()
        .then((user) => renew(user?.access_token))
        // ZITADEL is gone for the moment: the next request that is refused asks again.
        .catch(() => undefined);
    },
  };
}
