/** Why a text is no metadata key. */
export type KeyProblem = "KEY_REQUIRED" | "KEY_TOO_LONG" | "KEY_INVALID";

export const maxKeyLength = 200;

/**
 * What is wrong with a key, if anything. ZITADEL takes 1 to 200 characters (Unicode code points) and stores them in
 * PostgreSQL, which has no U+0000; half a surrogate pair has no UTF-8 form.
 */
export function keyProblemOf(key: string): KeyProblem | undefined {
  if (key === "") return "KEY_REQUIRED";
  if (key.includes("\0") || !key.isWellFormed()) return "KEY_INVALID";
  if (key.length > maxKeyLength && codePointsOf(key) > maxKeyLength) return "KEY_TOO_LONG";
  return undefined;
}

/** Each pair of surrogates is one code point. */
function codePointsOf(text: string): number {
  return text.length - (text.match(/[\u{10000}-\u{10ffff}]/gu)?.length ?? 0);
}

/** Orders keys by Unicode code point. Comparing strings orders by UTF-16 unit, which puts U+1F680 before U+FB00. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = codePointOrder(a.charCodeAt(i)) - codePointOrder(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Where a UTF-16 unit stands among the code points that it can begin: surrogates belong behind U+E000 to U+FFFF. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
