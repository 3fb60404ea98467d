import { applyEdits, format } from "jsonc-parser";

/** Changes white space only. Parsing and serializing would lose digits of large numbers. */
export function formatJson(text: string): string {
  return applyEdits(text, format(text, undefined, { insertSpaces: true, tabSize: 2, eol: "\n" }));
}
