import { type AnswerSummary, countCodes } from "../../graphql/answer-summary.js";

/** The summary of an answer that was made before there was an operation: there is nothing but errors in it. */
export function summaryOf(answer: unknown): AnswerSummary {
  const { errors } = objectOf(typeof answer === "string" ? JSON.parse(answer) : undefined);
  const codes = countCodes(
    (Array.isArray(errors) ? errors : []).map((error: unknown) => ({
      extensions: objectOf(objectOf(error)["extensions"]),
    })),
  );
  return { operationName: undefined, kind: "none", codes };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
