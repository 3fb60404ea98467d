import type { ApolloServerPlugin } from "@apollo/server";
import type { RequestContext } from "../context/context.js";
import type { FormatError } from "../errors/errors.js";
import type { RequestByError } from "../context/error-requests.js";

/** Replaces a response that exceeds its budget by one error, before it is serialized. */
export function createResponseSizePlugin(
  formatError: FormatError,
  requestByError: RequestByError,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response, contextValue }) {
          const { responseBudget } = contextValue;
          if (!responseBudget.isExceeded) return Promise.resolve();
          const failure = responseBudget.failure();
          requestByError.set(failure, contextValue);
          const errors = [formatError({ message: failure.message }, failure)];
          response.body = { kind: "single", singleResult: { data: null, errors } };
          return Promise.resolve();
        },
      }),
  };
}
