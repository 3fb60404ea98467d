import type { Range } from "./prose-ranges.js";

/** Comment markers, code spans, escape sequences and URLs, which are not prose. */
const notation = /^[ \t]*\/?\*+\/?|\*\/|^[ \t]*\/\/+|^[ \t]*#+|`[^`\n]*`|\\[^\n]|https?:\/\/[^\s)>"]+/gm;

/** Replaces code, so that no pattern matches across it. */
const code = "\u0000";

/** Replaces everything except prose. Length and lines of the text stay the same. */
export function maskCode(text: string, prose: readonly Range[]): string {
  let masked = "";
  for (const [start, end] of [...prose].sort(([a], [b]) => a - b)) {
    // Ranges may overlap: a comment can be found both as a trailing and as a leading comment.
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
