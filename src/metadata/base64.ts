import { Buffer } from "node:buffer";

const standardOrUrlSafe = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)(={0,2})$/;

/**
 * The bytes that base64 text stands for: standard or URL-safe alphabet (not both), with or without padding.
 * Undefined when the text is no base64: `Buffer.from` alone would skip what it does not know and return other bytes.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const padding = standardOrUrlSafe.exec(text)?.[1];
  if (padding === undefined) return undefined;
  const length = text.length - padding.length;
  if (length % 4 === 1) return undefined;
  if (padding.length > 0 && text.length % 4 !== 0) return undefined;
  return Buffer.from(text, "base64");
}
