/**
 * Whether the user has signed in with another tab of this browser. Tabs do not share tokens, so a new tab,
 * opened with ctrl-click for example, requests tokens of its own from ZITADEL.
 */
const storageKey = "signed in";

export function rememberSignIn(): void {
  localStorage.setItem(storageKey, "true");
}

export function forgetSignIn(): void {
  localStorage.removeItem(storageKey);
}

export function isSignedInElsewhere(): boolean {
  return localStorage.getItem(storageKey) !== null;
}
