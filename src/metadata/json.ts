export const maxJsonDepth = 64;

export type ParsedJson =
  | { readonly value: unknown }
  /** Completes a sentence that starts with "the value". */
  | { readonly problem: string };

/**
 * Parses I-JSON (RFC 7493). Rejects unpaired surrogates, numbers too large for double precision, and nesting
 * deeper than 64 levels: some JSON parsers reject a whole response for one unpaired surrogate, JSON has no
 * infinity, and deeper nesting could overflow the stack of a client.
 */
export function parseJson(text: string): ParsedJson {
  if (isDeeperThan(maxJsonDepth, text)) return { problem: `is nested deeper than ${maxJsonDepth} levels` };
  try {
    const value: unknown = JSON.parse(text);
    return needsCheck.test(text) && !isInteroperable(value)
      ? { problem: "contains an unpaired surrogate or a number that is too large" }
      : { value };
  } catch {
    return { problem: "is not valid JSON" };
  }
}

/**
 * The escape of a surrogate, an exponent or very many digits. UTF-8 has no unpaired surrogates, so they can only
 * come from an escape.
 */
const needsCheck = /\\u[dD][89a-fA-F]|\d[eE]\+?\d|\d{309}/;

/** Whether a parsed JSON value contains no unpaired surrogate and no number that became infinite. */
export function isInteroperable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isInteroperable);
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isInteroperable(item));
}

/** Whether a parsed JSON value is nested deeper than `limit`. Recurses at most that deep. */
export function isNestedDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return limit === 0 || Object.values(value).some((item) => isNestedDeeperThan(limit - 1, item));
}

const backslash = 0x5c;
const quote = 0x22;

/** Whether the brackets of a JSON text are nested deeper than `limit`. Brackets in strings do not count. */
export function isDeeperThan(limit: number, text: string): boolean {
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
