import type { UserManager } from "oidc-client-ts";
import { popupMark } from "./user-manager";

/** Takes what ZITADEL sent this window back with. Returns where to go on; nowhere in a popup, which is closed. */
export async function answerLogin(userManager: UserManager, url: string): Promise<string | undefined> {
  const state = new URL(url).searchParams.get("state") ?? "";
  if (state.endsWith(`;${popupMark}`)) {
    await userManager.signinPopupCallback(url);
    return undefined;
  }
  const user = await userManager.signinRedirectCallback(url);
  return returnToOf(user.state);
}

/** Only paths of this page: the state went through the browser. */
function returnToOf(state: unknown): string {
  if (typeof state !== "object" || state === null || !("returnTo" in state)) return "/";
  const { returnTo } = state;
  return typeof returnTo === "string" && /^\/(?![/\\])/.test(returnTo) ? returnTo : "/";
}
