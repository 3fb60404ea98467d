import { base64ToUint8Array, stringToUint8Array, uint8ArrayToBase64 } from "uint8array-extras";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function encodeText(text: string): string {
  return uint8ArrayToBase64(stringToUint8Array(text));
}

/** Decodes base64 to text; undefined if the bytes are not valid UTF-8. */
export function decodeText(base64: string): string | undefined {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Decodes standard or URL-safe base64, padded or not. Ignores white space, which pasted text often contains.
 * Returns undefined for invalid base64.
 */
export function decodeBase64(input: string): Uint8Array<ArrayBuffer> | undefined {
  const digits = input.replace(/\s/g, "").replace(/=+$/, "");
  if (!/^[\w+/-]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  return Uint8Array.from(base64ToUint8Array(digits));
}
