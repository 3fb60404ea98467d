import { type OperationSummary, countErrorCodes } from "../graphql/errors/operation-summary.js";

/** The summary of an answer that was made before there was an operation: there is nothing but errors in it. */
export function summaryOf(answer: unknown): OperationSummary {
  const { errors } = objectOf(typeof answer === "string" ? JSON.parse(answer) : undefined);
  const codes = countErrorCodes(
    (Array.isArray(errors) ? errors : []).map((error: unknown) => ({
      extensions: objectOf(objectOf(error)["extensions"]),
    })),
  );
  return { operationName: undefined, kind: "none", codes };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
