import { parse, stringify } from "lossless-json";

/**
 * Parses JSON so that `stringifyExactJson` writes every number with the same digits. Returns undefined for
 * invalid JSON, and for an object with two different values for one name.
 */
export function parseExactJson(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Writes compact JSON. */
export function stringifyExactJson(value: unknown): string {
  const text = stringify(value);
  if (text === undefined) throw new TypeError("the value is not JSON");
  return text;
}
