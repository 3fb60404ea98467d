import type { ChangedUsers } from "../../../changes/users-changed.js";

const prefix = "changed ";
const all = "*";
/** More ids are announced as "all": processes then check each subscription once, without a large message. */
const maxIds = 1000;

/** Encodes the message that announces changed users to all processes. */
export function encodeChangedUsers(changed: ChangedUsers): string {
  return prefix + (changed === "all" || changed.length > maxIds ? all : JSON.stringify(changed));
}

/** Returns undefined for other messages of the channel. An invalid list counts as "all". */
export function decodeChangedUsers(message: string): ChangedUsers | undefined {
  if (!message.startsWith(prefix)) return undefined;
  try {
    const ids: unknown = JSON.parse(message.slice(prefix.length));
    return Array.isArray(ids) && ids.every((id) => typeof id === "string") ? ids : "all";
  } catch {
    return "all";
  }
}
