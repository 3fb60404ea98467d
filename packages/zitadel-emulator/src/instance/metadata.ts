import { ApiError } from "../api/api-error.js";
import type { MetadataChange } from "../events/event.js";
import type { Instance, User } from "./instance.js";
import { nextEvent } from "./next-event.js";

export interface NewEntry {
  key: string;
  value: Uint8Array;
}

/** Sets all entries or none. An empty value deletes the entry. */
export function setMetadata(
  instance: Instance,
  user: User,
  entries: readonly NewEntry[],
  editorId: string,
): void {
  // ZITADEL stores events as jsonb, and PostgreSQL's jsonb does not support U+0000.
  if (entries.some(({ key }) => key.includes("\0"))) {
    throw databaseError("unsupported Unicode escape sequence (SQLSTATE 22P05)");
  }
  // ZITADEL compares each entry with the values stored before the call, not with earlier entries of the call.
  const changes = entries.filter(({ key, value }) => {
    const stored = user.metadata.get(key)?.value;
    return stored === undefined ? value.length > 0 : !Buffer.from(stored).equals(value);
  });
  applyChanges(
    instance,
    user,
    changes.map(({ key, value }) => (value.length === 0 ? { key } : { key, value })),
    editorId,
  );
}

/** Removes all keys or, if one of them does not exist, none. */
export function removeMetadata(
  instance: Instance,
  user: User,
  keys: readonly string[],
  editorId: string,
): void {
  if (keys.some((key) => !user.metadata.has(key))) {
    throw new ApiError("not_found", "One or more keys do not exist", "META-2nnds");
  }
  applyChanges(
    instance,
    user,
    keys.map((key) => ({ key })),
    editorId,
  );
}

/** Removes all entries with a single event. */
export function removeAllMetadata({ clock, events }: Instance, user: User, editorId: string): void {
  if (user.metadata.size === 0) return;
  user.changed = clock.stamp();
  user.formerMetadata = user.metadata;
  user.metadata = new Map();
  events.record([nextEvent(user, "user.metadata.removed.all", user.changed, editorId)]);
}

/** Applies the changes and records one event for each, all with the same date. */
function applyChanges(
  { clock, writeLocks, events }: Instance,
  user: User,
  changes: readonly MetadataChange[],
  editorId: string,
): void {
  if (changes.length === 0) return;
  if (writeLocks.has(user.id)) {
    throw databaseError('duplicate key value violates unique constraint "events2_pkey" (SQLSTATE 23505)');
  }
  const now = clock.stamp();
  const metadata = new Map(user.metadata);
  const newEvents = changes.map((payload) => {
    const { key, value } = payload;
    const type = value === undefined ? "user.metadata.removed" : "user.metadata.set";
    const event = nextEvent(user, type, now, editorId, payload);
    const created = metadata.get(key)?.created ?? now;
    if (value === undefined) metadata.delete(key);
    else metadata.set(key, { value, sequence: event.sequence, created, changed: now });
    return event;
  });
  user.formerMetadata = user.metadata;
  user.metadata = metadata;
  user.changed = now;
  events.record(newEvents);
}

function databaseError(text: string): ApiError {
  return new ApiError("unknown", `ERROR: ${text}`, "");
}

/** ZITADEL checks this before it looks up the user. */
export function requireNonEmpty(list: readonly unknown[]): void {
  if (list.length > 0) return;
  throw new ApiError("failed_precondition", "Metadata list is empty", "META-9mm2d");
}
