import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";

export interface JsonProblem {
  readonly message: string;
  /** Where it is, counted from 1 as editors do. */
  readonly line: number;
  readonly column: number;
  /** The same, in characters from the beginning. */
  readonly offset: number;
}

const messages = new Map<string, string>([
  ["InvalidSymbol", "this is no JSON value; text needs double quotes"],
  ["InvalidNumberFormat", "this is no number"],
  ["PropertyNameExpected", "a property name in double quotes is missing"],
  ["ValueExpected", "a value is missing"],
  ["ColonExpected", "a colon is missing"],
  ["CommaExpected", "a comma is missing"],
  ["CloseBraceExpected", "a closing brace is missing"],
  ["CloseBracketExpected", "a closing bracket is missing"],
  ["EndOfFileExpected", "there is something behind the end"],
  ["InvalidCommentToken", "JSON has no comments"],
  ["UnexpectedEndOfComment", "JSON has no comments"],
  ["UnexpectedEndOfString", "the text is not closed"],
  ["UnexpectedEndOfNumber", "the number is not complete"],
  ["InvalidUnicode", "this Unicode escape is not complete"],
  ["InvalidEscapeCharacter", "there is no such escape"],
  ["InvalidCharacter", "this character must be escaped"],
]);

/** The first thing that is wrong with this JSON, and where. */
export function jsonProblemOf(text: string): JsonProblem | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first === undefined) return undefined;
  const before = text.slice(0, first.offset).split("\n");
  return {
    message: messages.get(printParseErrorCode(first.error)) ?? "this is no JSON",
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    offset: first.offset,
  };
}
