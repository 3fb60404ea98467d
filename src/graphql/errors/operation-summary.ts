import type { GraphQLFormattedError } from "graphql";
import { type ErrorCode, toErrorCode } from "./error-codes.js";

/** What kinds of operations there are; none: there was no telling which was meant. */
export const operationKinds = ["query", "mutation", "subscription", "none"] as const;

export type OperationKind = (typeof operationKinds)[number];

/** An answer in brief. */
export interface OperationSummary {
  /** As the client calls it: any text. */
  readonly operationName: string | undefined;
  readonly kind: OperationKind;
  /** How many errors of each code there are. */
  readonly codes: ReadonlyMap<ErrorCode, number>;
}

export function countErrorCodes(
  errors: readonly Pick<GraphQLFormattedError, "extensions">[],
): Map<ErrorCode, number> {
  const codes = new Map<ErrorCode, number>();
  for (const { extensions } of errors) {
    const code = toErrorCode(extensions?.["code"]);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return codes;
}
