import { keyProblemOf } from "../metadata/key.js";

/** Which keys a rule is about: one, or all that begin with a text. Case-sensitive, by code point. */
export interface KeyPattern {
  readonly text: string;
  /** Whether it is a beginning: written with a final `*`. */
  readonly isPrefix: boolean;
}

/** A literal key, or a literal and one final `*`; undefined for anything else. There are no regular expressions. */
export function parseKeyPattern(pattern: string): KeyPattern | undefined {
  const isPrefix = pattern.endsWith("*");
  const text = isPrefix ? pattern.slice(0, -1) : pattern;
  if (text.includes("*")) return undefined;
  // `*` alone is every key.
  return (isPrefix && text === "") || keyProblemOf(text) === undefined ? { text, isPrefix } : undefined;
}

export function matchesKey({ text, isPrefix }: KeyPattern, key: string): boolean {
  return isPrefix ? key.startsWith(text) : key === text;
}

/** Whether every key that `narrow` matches is matched by `wide` too. */
export function coversPattern(wide: KeyPattern, narrow: KeyPattern): boolean {
  return wide.isPrefix ? narrow.text.startsWith(wide.text) : !narrow.isPrefix && narrow.text === wide.text;
}
