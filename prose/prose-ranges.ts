import { Lexer, Source, TokenKind } from "graphql";
import ts from "typescript";
import { Lexer as YamlLexer } from "yaml";

/** Start and end of a prose passage, as offsets in the file. */
export type Range = readonly [start: number, end: number];

type FindProse = (text: string) => readonly Range[];

/** By file name extension. "" stands for scripts and settings whose comments begin with "#". */
const finders: Readonly<Record<string, FindProse>> = {
  ".ts": (text) => inScript(text, ts.ScriptKind.TS),
  ".tsx": (text) => inScript(text, ts.ScriptKind.TSX),
  ".js": (text) => inScript(text, ts.ScriptKind.JS),
  ".mjs": (text) => inScript(text, ts.ScriptKind.JS),
  ".json": (text) => inScript(text, ts.ScriptKind.JSON),
  ".graphql": inGraphql,
  ".yaml": inYaml,
  ".yml": inYaml,
  ".html": (text) => between(text, /<(script|style)\b[\s\S]*?<\/\1>|<!--|-->|<[^>]*>/g),
  ".svg": (text) => between(text, /<style\b[\s\S]*?<\/style>|<!--|-->|<[^>]*>/g),
  ".css": (text) => matches(text, /\/\*[\s\S]*?\*\//g),
  ".toml": hashComments,
  "": hashComments,
};

/** Undefined if files of this extension have no prose to check. */
export function proseFinder(extension: string): FindProse | undefined {
  return finders[extension];
}

/** A string is prose if it has a space between two words. Other strings are names, paths and codes. */
function isSentence(text: string): boolean {
  return /[\p{L}\d)][.,:;!?"'’”)]* ["'‘“(]?[\p{L}\d(]/u.test(text);
}

function inScript(text: string, kind: ts.ScriptKind): readonly Range[] {
  const file = ts.createSourceFile("source", text, ts.ScriptTarget.Latest, false, kind);
  const comments = new Map<number, Range>();
  const texts: Range[] = [];
  const visit = (node: ts.Node): void => {
    const { kind: nodeKind, pos, end } = node;
    if (nodeKind === ts.SyntaxKind.JsxText) texts.push([pos, end]);
    else {
      for (const comment of [
        ...(ts.getLeadingCommentRanges(text, pos) ?? []),
        ...(ts.getTrailingCommentRanges(text, end) ?? []),
      ]) {
        comments.set(comment.pos, [comment.pos, comment.end]);
      }
    }
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (isSentence(node.text)) texts.push([node.getStart(file), end]);
    } else if (ts.isTemplateExpression(node)) {
      const pieces = [node.head, ...node.templateSpans.map(({ literal }) => literal)];
      if (pieces.some((piece) => isSentence(piece.text))) {
        texts.push(...pieces.map((piece): Range => [piece.getStart(file), piece.end]));
      }
    }
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  return [...comments.values(), ...texts];
}

function inGraphql(text: string): readonly Range[] {
  const lexer = new Lexer(new Source(text));
  const first = lexer.token;
  while (lexer.advance().kind !== TokenKind.EOF);
  const ranges: Range[] = [];
  for (let token = first.next; token !== null; token = token.next) {
    const { kind, start, end } = token;
    const isText = kind === TokenKind.BLOCK_STRING || kind === TokenKind.STRING;
    if (isText || kind === TokenKind.COMMENT) ranges.push([start, end]);
  }
  return ranges;
}

function inYaml(text: string): readonly Range[] {
  const ranges: Range[] = [];
  let offset = 0;
  for (const token of new YamlLexer().lex(text)) {
    // Tokens of the lexer that do not occur in the text.
    if (token === "\u0002" || token === "\u0018" || token === "\u001f") continue;
    if (token.startsWith("#") || isSentence(token)) ranges.push([offset, offset + token.length]);
    offset += token.length;
  }
  return ranges;
}

function hashComments(text: string): readonly Range[] {
  return matches(text, /(?<=^|\s)#.*/gm);
}

function matches(text: string, pattern: RegExp): readonly Range[] {
  return [...text.matchAll(pattern)].map((match): Range => [match.index, match.index + match[0].length]);
}

/** The ranges between the matches. */
function between(text: string, pattern: RegExp): readonly Range[] {
  const ranges: Range[] = [];
  let offset = 0;
  for (const [start, end] of matches(text, pattern)) {
    ranges.push([offset, start]);
    offset = end;
  }
  return [...ranges, [offset, text.length]];
}
