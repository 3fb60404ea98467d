/** Reasons why a text is not a valid metadata key. */
export type KeyProblem = "KEY_REQUIRED" | "KEY_TOO_LONG" | "KEY_INVALID";

export const maxKeyLength = 200;

/**
 * The problem of a key, or undefined if it is valid. ZITADEL accepts 1 to 200 characters (Unicode code
 * points). PostgreSQL cannot store U+0000, and an unpaired surrogate has no UTF-8 encoding.
 */
export function keyProblemOf(key: string): KeyProblem | undefined {
  if (key === "") return "KEY_REQUIRED";
  if (key.includes("\0") || !key.isWellFormed()) return "KEY_INVALID";
  if (key.length > maxKeyLength && codePointsOf(key) > maxKeyLength) return "KEY_TOO_LONG";
  return undefined;
}

/** Counts code points: a surrogate pair is one code point. */
function codePointsOf(text: string): number {
  return text.length - (text.match(/[\u{10000}-\u{10ffff}]/gu)?.length ?? 0);
}

/**
 * Compares keys by Unicode code point. String comparison uses UTF-16 units, which sorts U+1F680 before
 * U+FB00.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = codePointOrder(a.charCodeAt(i)) - codePointOrder(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Maps a UTF-16 unit to its rank in code point order: surrogates rank after U+E000 to U+FFFF. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
