import type { ApolloServerPlugin, GraphQLRequestContext } from "@apollo/server";
import type { GraphQLError, GraphQLFormattedError } from "graphql";
import type { RequestContext } from "../../context/context.js";
import type { FormatError, RequestByError } from "../../errors/errors.js";
import type { Execute } from "./executor.js";

/**
 * Executes operations with compiled code where possible. Apollo Server returns such a result without
 * formatting its errors, so this plugin formats them.
 */
export function createCompiledExecutionPlugin(
  execute: Execute,
  formatError: FormatError,
  requestByError: RequestByError,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation(requestContext: GraphQLRequestContext<RequestContext>) {
          const { operation, document, request, response, contextValue } = requestContext;
          // Apollo Server also calls this hook if the request does not identify an operation.
          if (operation === undefined || document === undefined) return null;
          const { variables = {} } = request;
          const result = await execute({ operation, document, variables, context: contextValue });
          if (result === undefined) return null;
          const { data, errors } = result;
          const formatted = errors?.map((error) => {
            requestByError.set(error, contextValue);
            return formatError(toFormattedError(error), error);
          });
          const singleResult = {
            ...(formatted !== undefined && { errors: formatted }),
            ...(data !== undefined && { data }),
          };
          return { http: response.http, body: { kind: "single", singleResult } };
        },
      }),
  };
}

function toFormattedError(error: GraphQLError): GraphQLFormattedError {
  const { extensions } = error.toJSON();
  return { ...error.toJSON(), extensions: { code: "INTERNAL_SERVER_ERROR", ...extensions } };
}
