import type { GraphQLFormattedError } from "graphql";
import { type ErrorCode, toErrorCode } from "./error-codes.js";

/** Kinds of operations. `none`: the request does not identify an operation. */
export const operationKinds = ["query", "mutation", "subscription", "none"] as const;

export type OperationKind = (typeof operationKinds)[number];

/** A summary of a response, for logs, metrics and traces. */
export interface OperationSummary {
  /** The name that the client sent: any text. */
  readonly operationName: string | undefined;
  readonly kind: OperationKind;
  /** The number of errors by code. */
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
