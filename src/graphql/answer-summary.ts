import type { GraphQLFormattedError } from "graphql";
import { type AnswerCode, answerCodeOf } from "./answer-codes.js";

/** What kinds of operations there are; none: there was no telling which was meant. */
export const operationKinds = ["query", "mutation", "subscription", "none"] as const;

export type OperationKind = (typeof operationKinds)[number];

/** An answer in brief. */
export interface AnswerSummary {
  /** As the client calls it: any text. */
  readonly operationName: string | undefined;
  readonly kind: OperationKind;
  /** How many errors of each code there are. */
  readonly codes: ReadonlyMap<AnswerCode, number>;
}

export function countCodes(
  errors: readonly Pick<GraphQLFormattedError, "extensions">[],
): Map<AnswerCode, number> {
  const codes = new Map<AnswerCode, number>();
  for (const { extensions } of errors) {
    const code = answerCodeOf(extensions?.["code"]);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return codes;
}
