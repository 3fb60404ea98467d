import type { GraphQLFormattedError } from "graphql";
import { type ErrorCode, toErrorCode } from "./error-codes.js";

/**
 * Kinds of operations. `forward_auth`: a check for a reverse proxy, not GraphQL. `none`: the request does not
 * identify an operation.
 */
export const operationKinds = ["query", "mutation", "subscription", "forward_auth", "none"] as const;

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

/** The summary of an operation that failed before execution. */
export function failedWith(code: ErrorCode, kind: OperationKind = "none"): OperationSummary {
  return { operationName: undefined, kind, codes: new Map([[code, 1]]) };
}

/** Summarizes a response without an executed operation: it contains only errors. */
export function summarizeErrors(body: unknown): OperationSummary {
  const { errors } = toObject(typeof body === "string" ? JSON.parse(body) : undefined);
  const codes = countErrorCodes(
    (Array.isArray(errors) ? errors : []).map((error: unknown) => ({
      extensions: toObject(toObject(error)["extensions"]),
    })),
  );
  return { operationName: undefined, kind: "none", codes };
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
