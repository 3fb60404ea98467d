/** Printable ASCII without `%`, and without a space at either end, which HTTP does not transmit. */
const verbatim = /^(?:[!-$&-~](?:[ -$&-~]*[!-$&-~])?)?$/;

/** All characters except those that RFC 8187 allows in a `value-chars`. Each stands for one byte. */
const encodedBytes = /[^\w!#$&+.^`|~-]/g;

/**
 * Encodes a value for a header. Other values than short ASCII texts are percent-encoded byte by byte. `%` is
 * always encoded, so that a receiver can decode every value without knowing whether it was encoded.
 */
export function encodeHeaderValue(value: Buffer): string {
  const text = value.toString("latin1");
  if (verbatim.test(text)) return text;
  return text.replaceAll(encodedBytes, (byte) => `%${toHex(byte.charCodeAt(0))}`);
}

function toHex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}
