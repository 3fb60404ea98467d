import { Buffer, isUtf8 } from "node:buffer";

/** One metadata item of a user. Dates are RFC 3339, as ZITADEL sends them; null where the way it was read has none. */
export interface MetadataEntry {
  readonly ownerId: string;
  readonly key: string;
  readonly bytes: Buffer;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

const maxJsonDepth = 64;

/** The bytes as text; null when they are not UTF-8, so that no replacement character ever stands for what was stored. */
export function textOf(entry: MetadataEntry): string | null {
  return isUtf8(entry.bytes) ? entry.bytes.toString("utf8") : null;
}

/** The bytes in standard base64 with padding (RFC 4648 section 4). */
export function base64Of(entry: MetadataEntry): string {
  return entry.bytes.toString("base64");
}

/** The text parsed as JSON; null when it is none, or nested deeper than 64 levels (which could overflow a reader's stack). */
export function jsonOf(entry: MetadataEntry): unknown {
  const text = textOf(entry);
  if (text === null || isDeeperThan(maxJsonDepth, text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}

/** The entry's id in the graph: the same for a user and key for ever, so that client caches can normalise by it. */
export function entryIdOf(ownerId: string, key: string): string {
  return Buffer.from(`UserMetadataEntry:${ownerId}:${key}`, "utf8").toString("base64url");
}

const backslash = 0x5c;
const quote = 0x22;

/** Whether JSON text opens more brackets than `limit` at any place. Brackets within strings do not count. */
function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === backslash) i++;
      else if (unit === quote) inString = false;
    } else if (unit === quote) inString = true;
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > limit) return true;
    } else if (unit === 0x5d || unit === 0x7d) depth--;
  }
  return false;
}
