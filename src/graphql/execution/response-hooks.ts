import type { GraphQLRequestContextWillSendResponse, GraphQLRequestListener } from "@apollo/server";
import { getOperationAST } from "graphql";
import type { RequestContext } from "../context/context.js";
import type { FormatError, RequestByError } from "../errors/errors.js";
import { countErrorCodes, type OperationSummary } from "../errors/operation-summary.js";

type ResponseContext = GraphQLRequestContextWillSendResponse<RequestContext>;

/**
 * Replaces a response that exceeds its budget by one error, before it is serialized, and reports a summary of
 * each response.
 */
export function createResponseHooks(
  formatError: FormatError,
  requestByError: RequestByError,
): GraphQLRequestListener<RequestContext> {
  function replaceIfTooLarge({ response, contextValue }: ResponseContext): void {
    const { responseBudget } = contextValue;
    if (!responseBudget.isExceeded) return;
    const failure = responseBudget.failure();
    requestByError.set(failure, contextValue);
    const errors = [formatError({ message: failure.message }, failure)];
    response.body = { kind: "single", singleResult: { data: null, errors } };
  }

  return {
    // Apollo Server passes the same error objects to this hook and then to `formatError`.
    didEncounterErrors({ errors, contextValue }) {
      for (const error of errors) requestByError.set(error, contextValue);
      return Promise.resolve();
    },
    willSendResponse(responseContext) {
      replaceIfTooLarge(responseContext);
      responseContext.contextValue.onSummary(summarize(responseContext));
      return Promise.resolve();
    },
  };
}

function summarize(context: ResponseContext): OperationSummary {
  const { request, document, operation, operationName, response } = context;
  const { body } = response;
  const errors = body.kind === "single" ? body.singleResult.errors : undefined;
  const sentName = typeof request.operationName === "string" ? request.operationName : undefined;
  // Invalid documents have no `operation` here, but may define one.
  const resolved = operation ?? (document && getOperationAST(document, sentName));
  return {
    operationName: operationName ?? resolved?.name?.value ?? sentName,
    kind: resolved?.operation ?? "none",
    codes: countErrorCodes(errors ?? []),
  };
}
