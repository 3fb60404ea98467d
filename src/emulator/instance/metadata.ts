import { Refusal } from "../api/refusal.js";
import type { Instance, StoredValue, User } from "./instance.js";

export interface NewEntry {
  key: string;
  value: Uint8Array;
}

/** Applies all entries or none. An empty value deletes. */
export function setMetadata(instance: Instance, user: User, entries: readonly NewEntry[]): void {
  // PostgreSQL's jsonb, in which ZITADEL keeps its events, has no U+0000.
  if (entries.some(({ key }) => key.includes("\0"))) {
    throw databaseError("unsupported Unicode escape sequence (SQLSTATE 22P05)");
  }
  // Each entry is held against what was stored before the call, not against the entries before it.
  const changes = entries.filter(({ key, value }) => {
    const stored = user.metadata.get(key)?.value;
    return stored === undefined ? value.length > 0 : !Buffer.from(stored).equals(value);
  });
  change(instance, user, changes, (metadata, { key, value }, now) => {
    const created = metadata.get(key)?.created ?? now;
    if (value.length === 0) metadata.delete(key);
    else metadata.set(key, { value, sequence: user.sequence, created, changed: now });
  });
}

export function removeMetadata(instance: Instance, user: User, keys: readonly string[]): void {
  if (keys.some((key) => !user.metadata.has(key))) {
    throw new Refusal("not_found", "One or more keys do not exist", "META-2nnds");
  }
  change(instance, user, keys, (metadata, key) => metadata.delete(key));
}

/** One event for each. */
function change<T>(
  { clock, heldUsers }: Instance,
  user: User,
  changes: readonly T[],
  apply: (metadata: Map<string, StoredValue>, change: T, now: number) => unknown,
): void {
  if (changes.length === 0) return;
  if (heldUsers.has(user.id)) {
    throw databaseError('duplicate key value violates unique constraint "events2_pkey" (SQLSTATE 23505)');
  }
  const now = clock.stamp();
  const metadata = new Map(user.metadata);
  for (const it of changes) {
    user.sequence += 1;
    apply(metadata, it, now);
  }
  user.formerMetadata = user.metadata;
  user.metadata = metadata;
  user.changed = now;
}

function databaseError(text: string): Refusal {
  return new Refusal("unknown", `ERROR: ${text}`, "");
}

/** ZITADEL checks this before it looks for the user. */
export function requireSome(list: readonly unknown[]): void {
  if (list.length > 0) return;
  throw new Refusal("failed_precondition", "Metadata list is empty", "META-9mm2d");
}
