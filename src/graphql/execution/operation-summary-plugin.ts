import type { ApolloServerPlugin } from "@apollo/server";
import { getOperationAST } from "graphql";
import { countErrorCodes } from "../errors/operation-summary.js";
import type { RequestContext } from "../context/context.js";

/** Must be the last plugin: others may replace the response. */
export const operationSummaryPlugin: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ request, document, operation, operationName, response, contextValue }) {
        const { body } = response;
        const errors = body.kind === "single" ? body.singleResult.errors : undefined;
        const sentName = typeof request.operationName === "string" ? request.operationName : undefined;
        // Invalid documents have no `operation` here, but may define one.
        const resolved = operation ?? (document && getOperationAST(document, sentName));
        contextValue.onSummary({
          operationName: operationName ?? resolved?.name?.value ?? sentName,
          kind: resolved?.operation ?? "none",
          codes: countErrorCodes(errors ?? []),
        });
        return Promise.resolve();
      },
    }),
};
