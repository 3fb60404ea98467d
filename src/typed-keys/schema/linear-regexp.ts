import { RE2JS } from "re2js";

/** A regular expression that matches in time linear to the length of the text, whatever the text. */
export interface LinearRegExp {
  readonly test: (text: string) => boolean;
}

/**
 * Compiles a pattern with RE2. Throws for lookaround and backreferences, which need backtracking: a pattern
 * such as `^(a|a)*$` then takes exponential time.
 */
export function compileLinear(pattern: string): LinearRegExp {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.test(text) };
}

/** Why the pattern is not supported, or undefined. */
export function patternProblem(pattern: string): string | undefined {
  try {
    compileLinear(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
  }
}
