const segmenter = new Intl.Segmenter();

/** Returns the beginning of a text in one line. Does not split what readers see as one character, such as 👩‍🚀. */
export function shorten(text: string, maxCharacters: number): string {
  // Only the beginning is split into characters, because a value has up to 500,000 bytes.
  const beginning = text.slice(0, maxCharacters * 16);
  const isCut = beginning !== text;
  const characters = Array.from(segmenter.segment(beginning.replace(/\s+/g, " ")), ({ segment }) => segment);
  // The last character of a cut text may be incomplete.
  const shown = characters.slice(0, Math.min(maxCharacters, characters.length - (isCut ? 1 : 0)));
  return shown.join("") + (isCut || shown.length < characters.length ? "…" : "");
}
