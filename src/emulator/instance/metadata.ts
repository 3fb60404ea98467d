import { Refusal } from "../api/refusal.js";
import type { Clock } from "../clock.js";
import type { User } from "./instance.js";

/** Applies all entries or none and answers with the time of the change. An empty value deletes. */
export function setMetadata(
  clock: Clock,
  user: User,
  entries: readonly { key: string; value: Uint8Array }[],
): number {
  // PostgreSQL's jsonb, in which ZITADEL keeps its events, has no U+0000.
  if (entries.some(({ key }) => key.includes("\0"))) {
    throw new Refusal("unknown", "ERROR: unsupported Unicode escape sequence (SQLSTATE 22P05)", "");
  }
  // Each entry is held against what was stored before the call, not against the entries before it.
  const changes = entries.filter(({ key, value }) => {
    const stored = user.metadata.get(key)?.value;
    return stored === undefined ? value.length > 0 : !Buffer.from(stored).equals(value);
  });
  return change(clock, user, changes.length, (now) => {
    for (const { key, value } of changes) {
      const created = user.metadata.get(key)?.created ?? now;
      if (value.length === 0) user.metadata.delete(key);
      else user.metadata.set(key, { value, created, changed: now });
    }
  });
}

export function removeMetadata(clock: Clock, user: User, keys: readonly string[]): number {
  if (keys.some((key) => !user.metadata.has(key))) {
    throw new Refusal("not_found", "One or more keys do not exist", "META-2nnds");
  }
  return change(clock, user, keys.length, () => {
    for (const key of keys) user.metadata.delete(key);
  });
}

function change(clock: Clock, user: User, events: number, apply: (now: number) => void): number {
  if (events === 0) return user.changed;
  const now = clock.stamp();
  apply(now);
  user.sequence += events;
  user.changed = now;
  return now;
}

/** ZITADEL checks this before it looks for the user. */
export function requireSome(list: readonly unknown[]): void {
  if (list.length > 0) return;
  throw new Refusal("failed_precondition", "Metadata list is empty", "META-9mm2d");
}
