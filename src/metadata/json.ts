export const maxJsonDepth = 64;

export type ParsedJson =
  | { readonly value: unknown }
  /** Completes a sentence that starts with "the value". */
  | { readonly problem: string };

/**
 * Parses I-JSON (RFC 7493). Rejects unpaired surrogates and nesting deeper than 64 levels: some JSON parsers
 * reject a whole response for one unpaired surrogate, and deeper nesting could overflow the stack of a client.
 */
export function parseJson(text: string): ParsedJson {
  if (isDeeperThan(maxJsonDepth, text)) return { problem: `is nested deeper than ${maxJsonDepth} levels` };
  try {
    const value: unknown = JSON.parse(text);
    // UTF-8 has no unpaired surrogates, so they can only come from an escape sequence.
    return surrogateEscape.test(text) && !isWellFormed(value)
      ? { problem: "contains an unpaired surrogate" }
      : { value };
  } catch {
    return { problem: "is not valid JSON" };
  }
}

const surrogateEscape = /\\u[dD][89a-fA-F]/;

/** Whether no string and no key in a parsed JSON value contains an unpaired surrogate. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isWellFormed);
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item));
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
