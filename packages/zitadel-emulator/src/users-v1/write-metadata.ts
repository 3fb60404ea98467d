import type { Message } from "../api/proto-json.js";
import { ApiError } from "../api/api-error.js";
import { requireName, requireNames } from "../api/validation.js";
import type { Instance, User } from "../instance/instance.js";
import { removeMetadata, requireNonEmpty, setMetadata } from "../instance/metadata.js";
import { encodeChange } from "../users/encode-user.js";
import { readEntry, requireEntries, requireEntry } from "../users/new-entries.js";
import { requireExisting } from "../users/set-user-metadata.js";

type Write = (found: User | undefined, caller: User) => unknown;

export function bulkSet(instance: Instance, message: Message, request: string): Write {
  const entries = message.messages("metadata").map(readEntry);
  return (found, caller) => {
    requireEntries(request, `${request}_Metadata`, entries, 1);
    requireNonEmpty(entries);
    const user = requireExisting(found);
    setMetadata(instance, user, entries, caller.id);
    return { details: encodeChange(user) };
  };
}

export function set(instance: Instance, message: Message, request: string): Write {
  const entry = readEntry(message);
  return (found, caller) => {
    requireEntry(request, entry, 1);
    const user = requireExisting(found);
    setMetadata(instance, user, [entry], caller.id);
    // Only this method returns a creation date, even if the key existed.
    const { changeDate, ...details } = encodeChange(user);
    return { details: { ...details, creationDate: changeDate } };
  };
}

export function bulkRemove(instance: Instance, message: Message, request: string): Write {
  const keys = message.strings("keys");
  return (found, caller) => {
    requireNames(request, "Keys", keys);
    requireNonEmpty(keys);
    const user = requireExisting(found);
    removeMetadata(instance, user, keys, caller.id);
    return { details: encodeChange(user) };
  };
}

export function remove(instance: Instance, message: Message, request: string): Write {
  const key = message.text("key");
  return (found, caller) => {
    requireName(request, "Key", key);
    const user = requireExisting(found);
    if (!user.metadata.has(key)) throw new ApiError("not_found", "Metadata not found", "META-ncnw3");
    removeMetadata(instance, user, [key], caller.id);
    return { details: encodeChange(user) };
  };
}
