import { type DocumentNode, GraphQLError, Lexer, parse, Source, type Token, TokenKind } from "graphql";
import { Failure } from "../../lib/failure.js";
import { enforceSelectionLimits, type SelectionLimits } from "./selection-limits.js";
import { rejectConditionalSubscriptions } from "./subscription-directives.js";

/**
 * Maximum nesting of brackets. The parser recurses for each level, and the remaining stack depends on its
 * caller.
 */
const maxBracketDepth = 64;
/** Maximum length of a name. A name may be an alias, which the response repeats for each user and entry. */
const maxNameLength = 256;

const opening = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

export interface DocumentLimits extends SelectionLimits {
  readonly tokens: number;
}

/**
 * Throws REQUEST_TOO_LARGE for an operation that exceeds a limit, and BAD_USER_INPUT for a subscription with
 * `@skip` or `@include` at its root, which graphql-js cannot validate. Must run before validation, which is slow
 * for large documents. Ignores syntax errors: Apollo Server reports them with their location.
 */
export function enforceDocumentLimits(text: string, limits: DocumentLimits): void {
  enforceTokenLimit(text, limits.tokens);
  const document = parseDocument(text);
  if (document === undefined) return;
  enforceSelectionLimits(document, limits);
  rejectConditionalSubscriptions(document);
}

function parseDocument(text: string): DocumentNode | undefined {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

/**
 * Not the parser's `maxTokens`: it throws the same error class as a syntax error, with another message only.
 */
function enforceTokenLimit(text: string, maxTokens: number): void {
  let tokens = 0;
  let bracketDepth = 0;
  for (const { kind, value } of lex(text)) {
    if (++tokens > maxTokens) rejectAsTooLarge(`has more than ${maxTokens} tokens (MAX_QUERY_TOKENS)`);
    if (opening.has(kind) && ++bracketDepth > maxBracketDepth) {
      rejectAsTooLarge(`has brackets nested more than ${maxBracketDepth} levels deep`);
    }
    if (closing.has(kind)) bracketDepth--;
    if (kind === TokenKind.NAME && value.length > maxNameLength) {
      rejectAsTooLarge(`has a name of ${value.length} characters; at most ${maxNameLength} are allowed`);
    }
  }
}

/** Yields tokens up to the first invalid one, at which the parser stops too. */
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
