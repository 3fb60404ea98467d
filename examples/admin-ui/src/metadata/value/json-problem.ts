import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";

export interface JsonProblem {
  readonly message: string;
  /** Line and column count from 1, as in editors. */
  readonly line: number;
  readonly column: number;
  /** Position in characters from the beginning. */
  readonly offset: number;
}

const messages = new Map<string, string>([
  ["InvalidSymbol", "not a JSON value; text needs double quotes"],
  ["InvalidNumberFormat", "not a number"],
  ["PropertyNameExpected", "a property name in double quotes is missing"],
  ["ValueExpected", "a value is missing"],
  ["ColonExpected", "a colon is missing"],
  ["CommaExpected", "a comma is missing"],
  ["CloseBraceExpected", "a closing brace is missing"],
  ["CloseBracketExpected", "a closing bracket is missing"],
  ["EndOfFileExpected", "unexpected content after the end"],
  ["InvalidCommentToken", "comments are not allowed"],
  ["UnexpectedEndOfComment", "comments are not allowed"],
  ["UnexpectedEndOfString", "the closing quote is missing"],
  ["UnexpectedEndOfNumber", "the number is incomplete"],
  ["InvalidUnicode", "the Unicode escape is incomplete"],
  ["InvalidEscapeCharacter", "unknown escape sequence"],
  ["InvalidCharacter", "this character must be escaped"],
]);

/** The first syntax error of this JSON text; undefined if it is valid. */
export function jsonProblemOf(text: string): JsonProblem | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first === undefined) return undefined;
  const before = text.slice(0, first.offset).split("\n");
  return {
    message: messages.get(printParseErrorCode(first.error)) ?? "invalid JSON",
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    offset: first.offset,
  };
}
