import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { TextlintKernel } from "@textlint/kernel";
import markdown from "@textlint/textlint-plugin-markdown";
import terminology from "textlint-rule-terminology";
import { parse } from "yaml";
import { z } from "zod";
import { maskCode } from "./mask.js";
import { proseFinder } from "./prose-ranges.js";
import { textPlugin } from "./text-plugin.js";

export interface RejectedWord {
  readonly line: number;
  readonly word: string;
  readonly suggestion: string;
}

const listFile = new URL("rejected-words.yaml", import.meta.url);
const list = z.record(z.string(), z.string()).parse(parse(await readFile(listFile, "utf8")));

const kernel = new TextlintKernel();
const settings = {
  plugins: [
    { pluginId: "markdown", plugin: markdown.default },
    { pluginId: "text", plugin: textPlugin },
  ],
  rules: [
    {
      ruleId: "terminology",
      rule: terminology,
      options: { defaultTerms: false, skip: [], terms: Object.entries(list).map(toTerm) },
    },
  ],
};

export function hasProse(path: string): boolean {
  return isMarkdown(path) || proseFinder(extname(path)) !== undefined;
}

/** Returns the rejected words of one file, in the order of its lines. */
export async function lintProse(path: string): Promise<readonly RejectedWord[]> {
  const text = await readFile(path, "utf8");
  const findProse = proseFinder(extname(path));
  if (!isMarkdown(path) && findProse === undefined) return [];
  const isSource = findProse !== undefined;
  const { messages } = await kernel.lintText(isSource ? maskCode(text, findProse(text)) : text, {
    ext: isSource ? ".txt" : ".md",
    filePath: path,
    ...settings,
  });
  return messages.flatMap(({ loc, fix }) => {
    if (fix === undefined) return [];
    return [
      { line: loc.start.line, word: text.slice(...fix.range).replace(/\s+/g, " "), suggestion: fix.text },
    ];
  });
}

function isMarkdown(path: string): boolean {
  return extname(path) === ".md";
}

/** Matches whole words, except in paths and compound words. */
function toTerm([pattern, suggestion]: [string, string]): [string, string] {
  return [`(?<![\\w$@./-])(?:${pattern.replaceAll(" ", "\\s+")})(?![\\w-]|\\.\\w)`, suggestion];
}
