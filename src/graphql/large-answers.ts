import type { ApolloServerPlugin } from "@apollo/server";
import type { RequestContext } from "./context.js";
import type { FormatError } from "./errors.js";
import type { RequestIds } from "./request-ids.js";

/** Replaces an answer that became too large by one error, before it is written down. */
export function createLargeAnswers(
  formatError: FormatError,
  requestIds: RequestIds,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response, contextValue }) {
          const { answer } = contextValue;
          if (!answer.isSpent) return Promise.resolve();
          const failure = answer.refusal();
          requestIds.set(failure, contextValue);
          const errors = [formatError({ message: failure.message }, failure)];
          response.body = { kind: "single", singleResult: { data: null, errors } };
          return Promise.resolve();
        },
      }),
  };
}
