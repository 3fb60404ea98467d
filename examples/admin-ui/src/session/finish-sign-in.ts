import { ErrorResponse, type UserManager } from "oidc-client-ts";
import { forgetSignIn } from "./signed-in-elsewhere";
import { popupState } from "./user-manager";

/**
 * Handles ZITADEL's redirect to the callback page. Returns the path to continue at; undefined in a popup,
 * which closes itself.
 */
export async function finishSignIn(userManager: UserManager, url: string): Promise<string | undefined> {
  const state = new URL(url).searchParams.get("state") ?? "";
  if (state.endsWith(`;${popupState}`)) {
    await userManager.signinPopupCallback(url);
    return undefined;
  }
  try {
    const user = await userManager.signinRedirectCallback(url);
    return returnToOf(user.state);
  } catch (error) {
    if (!(error instanceof ErrorResponse) || !needsUser.has(error.error ?? "")) throw error;
    // ZITADEL has no session of the user any more: show the sign-in page.
    forgetSignIn();
    return returnToOf(error.state);
  }
}

/** Responses to a sign-in without a question. https://openid.net/specs/openid-connect-core-1_0.html#AuthError */
const needsUser = new Set([
  "login_required",
  "interaction_required",
  "account_selection_required",
  "consent_required",
]);

/** Accepts only paths of this app, because the state passed through the browser. */
function returnToOf(state: unknown): string {
  if (typeof state !== "object" || state === null || !("returnTo" in state)) return "/";
  const { returnTo } = state;
  return typeof returnTo === "string" && /^\/(?![/\\])/.test(returnTo) ? returnTo : "/";
}
