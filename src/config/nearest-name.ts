import leven from "leven";

export interface NearestName {
  readonly name: string;
  /** The number of letters to change. */
  readonly edits: number;
}

/** The name that differs least from the text, to suggest it; undefined without names. */
export function nearestName(text: string, names: Iterable<string>): NearestName | undefined {
  let nearest: NearestName | undefined;
  for (const name of names) {
    const edits = leven(text, name);
    if (nearest === undefined || edits < nearest.edits) nearest = { name, edits };
  }
  return nearest;
}

/** `Did you mean …?`, or an empty text if no name resembles the text. */
export function suggestName(text: string, names: Iterable<string>, format = (name: string) => name): string {
  const nearest = nearestName(text, names);
  if (nearest === undefined || nearest.edits > Math.max(2, text.length / 3)) return "";
  return ` Did you mean ${format(nearest.name)}?`;
}
