import { base64ToUint8Array, stringToUint8Array, uint8ArrayToBase64 } from "uint8array-extras";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function base64OfText(text: string): string {
  return uint8ArrayToBase64(stringToUint8Array(text));
}

/** The text of these bytes; undefined when they are none in UTF-8. */
export function textOfBase64(base64: string): string | undefined {
  const bytes = readBase64(base64);
  if (bytes === undefined) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Standard or URL-safe, padded or not, with any white space between, as people paste it; undefined when it is no base64. */
export function readBase64(input: string): Uint8Array<ArrayBuffer> | undefined {
  const digits = input.replace(/\s/g, "").replace(/=+$/, "");
  if (!/^[\w+/-]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  return Uint8Array.from(base64ToUint8Array(digits));
}
