import { type OperationSummary, countErrorCodes } from "../graphql/errors/operation-summary.js";

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
