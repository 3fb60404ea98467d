/**
 * Unsaved changes are kept in sessionStorage. They survive a reload and a new sign-in, but not the closing of
 * the tab.
 */
const storageKey = (userId: string): string => `draft of ${userId}`;

export function saveDraft(userId: string, changes: ReadonlyMap<string, string>): void {
  if (changes.size === 0) sessionStorage.removeItem(storageKey(userId));
  else sessionStorage.setItem(storageKey(userId), JSON.stringify(Object.fromEntries(changes)));
}

export function readDraft(userId: string): ReadonlyMap<string, string> {
  const draft: unknown = JSON.parse(sessionStorage.getItem(storageKey(userId)) ?? "{}");
  if (typeof draft !== "object" || draft === null) return new Map();
  return new Map(Object.entries(draft).map(([key, text]) => [key, String(text)]));
}
