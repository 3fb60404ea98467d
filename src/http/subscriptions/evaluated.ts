import type { GraphQLResponse } from "@apollo/server";
import type { FormattedExecutionResult } from "graphql";
import type { RequestContext } from "../../graphql/context/context.js";
import type { ErrorCode } from "../../graphql/errors/error-codes.js";
import { countErrorCodes } from "../../graphql/errors/operation-summary.js";
import type { Evaluation } from "../../subscriptions/evaluation.js";
import type { Evaluated } from "../../subscriptions/event-stream.js";
import { replaceSurrogates } from "../../lib/replace-surrogates.js";

/** A GraphQL result. */
export interface SubscriptionResult {
  readonly body: FormattedExecutionResult;
  readonly json: string;
  /** Whether the operation was executed. If not, the result has only errors. */
  readonly isExecuted: boolean;
}

/** With these errors, a later evaluation may succeed. */
const temporaryCodes: ReadonlySet<ErrorCode> = new Set([
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_INVALID_RESPONSE",
  "OVERLOADED",
]);

/** Decides what to do with the result of an evaluation. */
export function toEvaluated(
  body: GraphQLResponse["body"],
  outcome: Evaluation["outcome"],
  { responseBudget }: Pick<RequestContext, "responseBudget">,
  maxBytes: number,
): Evaluated<SubscriptionResult> {
  if (body.kind !== "single") throw new TypeError("unexpected incremental response");
  const { errors = [], data } = body.singleResult;
  const result = toResult(body.singleResult, data !== undefined);
  if (outcome === "unchanged" && errors.length === 0) return { kind: "unchanged" };
  if (Buffer.byteLength(result.json) > maxBytes) {
    const { code, message } = responseBudget.failure();
    const tooLarge = { data: null, errors: [{ message, extensions: { code } }] };
    return { kind: "end", reason: "error", result: toResult(tooLarge, true) };
  }
  if (outcome === "missing") return { kind: "end", reason: "completed", result };
  // Null if the result was replaced, because it is too large.
  if (outcome === "changed" && data !== null && data !== undefined) return { kind: "event", result };
  const codes = [...countErrorCodes(errors).keys()];
  if (codes.length > 0 && codes.every((code) => temporaryCodes.has(code))) {
    return { kind: "unavailable", result };
  }
  return { kind: "end", reason: codes.includes("UNAUTHENTICATED") ? "unauthenticated" : "error", result };
}

function toResult(body: FormattedExecutionResult, isExecuted: boolean): SubscriptionResult {
  return { body, json: replaceSurrogates(JSON.stringify(body)), isExecuted };
}
