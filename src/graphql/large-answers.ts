import type { ApolloServerPlugin } from "@apollo/server";
import { OperationTypeNode } from "graphql";
import { Failure } from "../lib/failure.js";
import type { RequestContext } from "./context.js";
import type { FormatError } from "./errors.js";
import type { RequestIds } from "./request-ids.js";

/** Replaces an answer that became too large by one error. */
export function createLargeAnswers(
  formatError: FormatError,
  requestIds: RequestIds,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response, contextValue: { answer, requestId }, operation }) {
          if (!answer.isSpent) return Promise.resolve();
          const words = `The answer would be larger than ${answer.limit} bytes (LIMIT_ANSWER_BYTES), so none of it is sent.`;
          // A caller who does not learn this would do it again.
          const done =
            operation?.operation === OperationTypeNode.MUTATION
              ? " The change was made all the same, unless its input was refused."
              : "";
          const failure = new Failure("REQUEST_TOO_LARGE", `${words}${done}`);
          requestIds.set(failure, requestId);
          const errors = [formatError({ message: failure.message }, failure)];
          response.body = { kind: "single", singleResult: { data: null, errors } };
          return Promise.resolve();
        },
      }),
  };
}
