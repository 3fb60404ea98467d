import type { UserManager } from "oidc-client-ts";
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
  const user = await userManager.signinRedirectCallback(url);
  return returnToOf(user.state);
}

/** Accepts only paths of this app, because the state passed through the browser. */
function returnToOf(state: unknown): string {
  if (typeof state !== "object" || state === null || !("returnTo" in state)) return "/";
  const { returnTo } = state;
  return typeof returnTo === "string" && /^\/(?![/\\])/.test(returnTo) ? returnTo : "/";
}
