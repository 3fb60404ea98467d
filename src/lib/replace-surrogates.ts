/** An escape sequence of JSON. The group has the digits of a surrogate. */
const escapeSequence = /\\(?:u(d[89a-f][\da-f]{2})|[^])/g;

/**
 * Replaces unpaired surrogates in a JSON text by U+FFFD. Results have none, but messages, `userErrors` and the log
 * quote what the client sent, and some JSON parsers reject a whole text for one. `JSON.stringify` escapes only
 * unpaired surrogates in this form.
 */
export function replaceSurrogates(json: string): string {
  if (!json.includes("\\ud")) return json;
  return json.replace(escapeSequence, (sequence, surrogate?: string) =>
    surrogate === undefined ? sequence : "\\ufffd",
  );
}
