import { Buffer } from "node:buffer";

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
