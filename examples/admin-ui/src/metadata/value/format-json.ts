import { applyEdits, format } from "jsonc-parser";

/** Only white space changes: parsing and writing it again would lose digits of large numbers. */
export function formatJson(text: string): string {
  return applyEdits(text, format(text, undefined, { insertSpaces: true, tabSize: 2, eol: "\n" }));
}
