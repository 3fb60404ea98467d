import { type DocumentNode, GraphQLError, Lexer, parse, Source, type Token, TokenKind } from "graphql";
import { Failure } from "../../lib/failure.js";
import { enforceSelectionLimits, type SelectionLimits } from "./selection-limits.js";

/** Brackets within brackets. The parser calls itself for each, and what the stack holds depends on who called it. */
const maxBracketDepth = 64;
/** A name can be an alias, and an alias stands in the answer as often as there are users and entries. */
const maxNameLength = 256;

const opening = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

export interface DocumentLimits extends SelectionLimits {
  readonly tokens: number;
}

/**
 * Throws REQUEST_TOO_LARGE for an operation's text that is too much, before it is validated: validation takes longer the
 * more there is to compare. What is no GraphQL is left to Apollo Server, which tells where and why.
 */
export function enforceDocumentLimits(text: string, limits: DocumentLimits): void {
  enforceTokenLimit(text, limits.tokens);
  const document = parseDocument(text);
  if (document !== undefined) enforceSelectionLimits(document, limits);
}

function parseDocument(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

/** The `maxTokens` of the parser throws what it throws for a typo: only the words would tell the two apart. */
function enforceTokenLimit(text: string, maxTokens: number): void {
  let tokens = 0;
  let bracketDepth = 0;
  for (const { kind, value } of lex(text)) {
    if (++tokens > maxTokens) rejectAsTooLarge(`has more than ${maxTokens} tokens (MAX_QUERY_TOKENS)`);
    if (opening.has(kind) && ++bracketDepth > maxBracketDepth) {
      rejectAsTooLarge(`has brackets within brackets, more than ${maxBracketDepth} levels of them`);
    }
    if (closing.has(kind)) bracketDepth--;
    if (kind === TokenKind.NAME && value.length > maxNameLength) {
      rejectAsTooLarge(`has a name of ${value.length} characters; at most ${maxNameLength} are allowed`);
    }
  }
}

/** Up to what is no token: the parser stops there, too. */
function* lex(text: string): Generator<Token, void> {
  const lexer = new Lexer(new Source(text));
  try {
    while (lexer.advance().kind !== TokenKind.EOF) yield lexer.token;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
}

function rejectAsTooLarge(problem: string): never {
  throw new Failure("REQUEST_TOO_LARGE", `The operation ${problem}.`);
}
