import { Buffer, isUtf8 } from "node:buffer";

/**
 * A metadata entry of a user. Dates are RFC 3339, as sent by ZITADEL. They are null if the source of the
 * entry has no dates.
 */
export interface MetadataEntry {
  readonly userId: string;
  readonly key: string;
  readonly bytes: Buffer;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

const maxJsonDepth = 64;

/**
 * Decodes the bytes as UTF-8. Returns null if they are not valid UTF-8, so that replacement characters never
 * appear.
 */
export function textOf(entry: MetadataEntry): string | null {
  return isUtf8(entry.bytes) ? entry.bytes.toString("utf8") : null;
}

/** Encodes the bytes in standard base64 with padding (RFC 4648 section 4). */
export function base64Of(entry: MetadataEntry): string {
  return entry.bytes.toString("base64");
}

const standardOrUrlSafe = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)(={0,2})$/;

/**
 * Decodes base64 in the standard or the URL-safe alphabet (not mixed), with or without padding. Returns
 * undefined if the text is not valid base64. `Buffer.from` alone would skip invalid characters and return
 * other bytes.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const padding = standardOrUrlSafe.exec(text)?.[1];
  if (padding === undefined) return undefined;
  const length = text.length - padding.length;
  if (length % 4 === 1) return undefined;
  if (padding.length > 0 && text.length % 4 !== 0) return undefined;
  return Buffer.from(text, "base64");
}

/**
 * Parses the text as I-JSON (RFC 7493). Returns null if it is not valid JSON, if a string or key in it contains
 * an unpaired surrogate, if a number in it is too large for double precision, or if it is nested deeper than 64
 * levels. Some JSON parsers reject a whole response for one unpaired surrogate, JSON has no infinity, and deeper
 * nesting could overflow the stack of a client.
 */
export function jsonOf(entry: MetadataEntry): unknown {
  const text = textOf(entry);
  if (text === null || isDeeperThan(maxJsonDepth, text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return needsCheck.test(text) && !isInteroperable(value) ? null : value;
  } catch {
    return null;
  }
}

/**
 * The escape of a surrogate, an exponent or very many digits. UTF-8 has no unpaired surrogates, so they can only
 * come from an escape.
 */
const needsCheck = /\\u[dD][89a-fA-F]|\d[eE]\+?\d|\d{309}/;

/** Whether a parsed JSON value contains no unpaired surrogate and no number that became infinite. */
function isInteroperable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isInteroperable);
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isInteroperable(item));
}

/**
 * The entry's id in the graph. It is stable for a user and key, so that client caches can normalize by it.
 */
export function entryIdOf(userId: string, key: string): string {
  return Buffer.from(`UserMetadataEntry:${userId}:${key}`, "utf8").toString("base64url");
}

const backslash = 0x5c;
const quote = 0x22;

/** Whether the brackets of a JSON text are nested deeper than `limit`. Brackets in strings do not count. */
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
