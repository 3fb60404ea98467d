/** Base64 in protobuf JSON: the standard or the URL-safe alphabet but not both, with full or no padding. */
export function readBytes(text: string): Uint8Array | undefined {
  const alphabet = /[-_]/.test(text) ? "[\\w-]" : "[A-Za-z0-9+/]";
  const isPadded = text.length % 4 === 0;
  // Go's decoder skips line breaks but counts them when it checks the padding.
  const digits = text.replace(/[\r\n]/g, "");
  const form = isPadded
    ? `^(${alphabet}{4})*(${alphabet}{2}==|${alphabet}{3}=)?$`
    : `^(${alphabet}{4})*${alphabet}{2,3}$`;
  return new RegExp(form).test(digits) ? Buffer.from(digits, "base64url") : undefined;
}
