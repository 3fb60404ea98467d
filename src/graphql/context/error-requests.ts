import type { ApolloServerPlugin } from "@apollo/server";
import type { RequestContext } from "./context.js";

/** Maps each error of a response to its request, which Apollo Server does not pass to `formatError`. */
export type RequestByError = WeakMap<WeakKey, Pick<RequestContext, "scope" | "isClientDisconnected">>;

/** Fills the map. Apollo Server passes the same error objects to this hook and then to `formatError`. */
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
