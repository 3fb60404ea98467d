/** Quotes a text and escapes characters that a terminal would interpret: keys may contain any character. */
export function printable(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
}

/** A user id as ZITADEL issues it, without quotes. The ids of a file may contain any character. */
export function printableId(id: string): string {
  return /^[\w.@-]+$/.test(id) ? id : printable(id);
}
