import type { Range } from "./prose-ranges.js";

/** The marks of comments and strings, code spans, escape sequences and addresses: none of it is prose. */
const notation = /^[ \t]*\/?\*+\/?|\*\/|^[ \t]*\/\/+|^[ \t]*#+|`[^`\n]*`|\\[^\n]|https?:\/\/[^\s)>"]+/gm;

/** A phrase cannot begin before it and end after it. */
const code = "\u0000";

/** A text of the same length and lines, with everything but its prose replaced. */
export function maskCode(text: string, prose: readonly Range[]): string {
  let masked = "";
  for (const [start, end] of [...prose].sort(([a], [b]) => a - b)) {
    // Ranges may overlap: a comment can be found from two sides.
    const from = Math.max(start, masked.length);
    if (from >= end) continue;
    masked += hide(text.slice(masked.length, from), code);
    masked += text
      .slice(from, end)
      .replace(notation, (mark) => hide(mark, mark.startsWith("`") ? code : " "));
  }
  return masked + hide(text.slice(masked.length), code);
}

function hide(text: string, character: string): string {
  return text.replace(/\S/g, character);
}
