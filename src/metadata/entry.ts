import { Buffer, isUtf8 } from "node:buffer";
import { parseJson } from "./json.js";

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

/**
 * Decodes the bytes as UTF-8. Returns null if they are not valid UTF-8, so that replacement characters never
 * appear.
 */
export function textOf(entry: MetadataEntry): string | null {
  return isUtf8(entry.bytes) ? entry.bytes.toString("utf8") : null;
}

/** The entries as an object: key → text. Its own keys only: `constructor` and `__proto__` are ordinary keys. */
export function mapOf(entries: readonly MetadataEntry[]): Readonly<Record<string, string | null>> {
  const map = Object.fromEntries(entries.map((entry) => [entry.key, textOf(entry)]));
  Object.setPrototypeOf(map, null);
  return map;
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

/** The value as JSON; null if it is not valid JSON by `parseJson`. */
export function jsonOf({ bytes }: MetadataEntry): unknown {
  return jsonOfBytes(bytes);
}

export function jsonOfBytes(bytes: Buffer): unknown {
  const parsed = isUtf8(bytes) ? parseJson(bytes.toString("utf8")) : undefined;
  return parsed !== undefined && "value" in parsed ? parsed.value : null;
}

/**
 * The entry's id in the graph. It is stable for a user and key, so that client caches can normalize by it.
 */
export function entryIdOf(userId: string, key: string): string {
  return Buffer.from(`UserMetadataEntry:${userId}:${key}`, "utf8").toString("base64url");
}
