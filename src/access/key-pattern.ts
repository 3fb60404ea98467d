import { keyProblemOf } from "../metadata/key.js";

/**
 * The keys that a rule applies to: one exact key, or all keys with a prefix. The comparison is case-sensitive
 * and does not normalize Unicode.
 */
export interface KeyPattern {
  readonly text: string;
  /** Whether `text` is a prefix, written with a final `*`. */
  readonly isPrefix: boolean;
}

/** Parses an exact key, or a prefix with one final `*`. Returns undefined for anything else. */
export function parseKeyPattern(pattern: string): KeyPattern | undefined {
  const isPrefix = pattern.endsWith("*");
  const text = isPrefix ? pattern.slice(0, -1) : pattern;
  if (text.includes("*")) return undefined;
  // `*` alone matches every key.
  return (isPrefix && text === "") || keyProblemOf(text) === undefined ? { text, isPrefix } : undefined;
}

export function matchesKey({ text, isPrefix }: KeyPattern, key: string): boolean {
  return isPrefix ? key.startsWith(text) : key === text;
}

/** Whether `wide` matches every key that `narrow` matches. */
export function coversPattern(wide: KeyPattern, narrow: KeyPattern): boolean {
  return wide.isPrefix ? narrow.text.startsWith(wide.text) : !narrow.isPrefix && narrow.text === wide.text;
}
