import type { ApolloServerPlugin } from "@apollo/server";
import { type GraphQLFormattedError, OperationTypeNode } from "graphql";
import { Failure } from "../lib/failure.js";
import type { RequestContext } from "./context.js";

/** Replaces an answer that became too large by one error. */
export function createLargeAnswers(
  formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response, contextValue: { answer }, operation }) {
          if (!answer.isSpent) return Promise.resolve();
          const words = `The answer would be larger than ${answer.limit} bytes (LIMIT_ANSWER_BYTES), so none of it is sent.`;
          // A caller who does not learn this would do it again.
          const done =
            operation?.operation === OperationTypeNode.MUTATION
              ? " The change was made all the same, unless its input was refused."
              : "";
          const failure = new Failure("REQUEST_TOO_LARGE", `${words}${done}`);
          const errors = [formatError({ message: failure.message }, failure)];
          response.body = { kind: "single", singleResult: { data: null, errors } };
          return Promise.resolve();
        },
      }),
  };
}
