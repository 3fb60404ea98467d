import type { ApolloServerPlugin } from "@apollo/server";
import type { RequestContext } from "./context.js";

/** Which request an error of an answer is of: Apollo Server does not tell this to `formatError`. */
export type RequestByError = WeakMap<WeakKey, Pick<RequestContext, "scope" | "isClientGone">>;

/** Writes it down; this hook sees the very errors that `formatError` is given next. */
export function createErrorRequestsPlugin(
  requestByError: RequestByError,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) requestByError.set(error, contextValue);
          return Promise.resolve();
        },
      }),
  };
}
