/** What was typed and not saved outlives a reload, and signing in again; the tab it does not. */
const nameOf = (userId: string): string => `draft of ${userId}`;

export function keepDraft(userId: string, changes: ReadonlyMap<string, string>): void {
  if (changes.size === 0) sessionStorage.removeItem(nameOf(userId));
  else sessionStorage.setItem(nameOf(userId), JSON.stringify(Object.fromEntries(changes)));
}

export function readDraft(userId: string): ReadonlyMap<string, string> {
  const draft: unknown = JSON.parse(sessionStorage.getItem(nameOf(userId)) ?? "{}");
  if (typeof draft !== "object" || draft === null) return new Map();
  return new Map(Object.entries(draft).map(([key, text]) => [key, String(text)]));
}
