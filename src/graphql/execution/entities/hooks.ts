import type { GraphQLRequestContext, GraphQLRequestListener } from "@apollo/server";
import type { GraphQLError, GraphQLFormattedError } from "graphql";
import type { RequestContext } from "../../context/context.js";
import type { FormatError, RequestByError } from "../../errors/errors.js";
import type { ExecuteEntities, WrittenData } from "./execute.js";

/** What Apollo Server serializes: `data` stands for the text that was written. */
export interface SerializableResult {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

export interface EntityWriter {
  readonly hooks: GraphQLRequestListener<RequestContext>;
  /** Serializes any response. */
  readonly stringify: (result: SerializableResult) => string;
}

/**
 * Executes operations by writing their responses where possible. Apollo Server returns such a response without
 * formatting its errors, so the hook formats them.
 */
export function createEntityWriter(
  execute: ExecuteEntities,
  formatError: FormatError,
  requestByError: RequestByError,
): EntityWriter {
  const writtenData = new WeakMap<object, WrittenData>();

  return {
    hooks: {
      async responseForOperation(requestContext: GraphQLRequestContext<RequestContext>) {
        const { operation, document, request, response, contextValue } = requestContext;
        // Apollo Server also calls this hook if the request does not identify an operation.
        if (operation === undefined || document === undefined) return null;
        const { variables = {} } = request;
        const written = await execute({ operation, document, variables, context: contextValue });
        if (written === undefined) return null;
        const errors = written.errors.map((error) => {
          requestByError.set(error, contextValue);
          return formatError(toFormattedError(error), error);
        });
        const data = {};
        writtenData.set(data, written.data);
        const singleResult = errors.length > 0 ? { errors, data } : { data };
        return { http: response.http, body: { kind: "single", singleResult } };
      },
    },
    stringify({ errors, data, ...rest }) {
      const written = data && writtenData.get(data);
      if (written === undefined || written === null) return `${JSON.stringify({ errors, data, ...rest })}\n`;
      const start = errors === undefined ? "{" : `{"errors":${JSON.stringify(errors)},`;
      return joinList(`${start}"data":${written.start}`, written.items, `${written.end}}\n`);
    },
  };
}

/** Joins the items once: V8 would copy the list again if it were concatenated with the rest. */
function joinList(start: string, items: readonly string[], end: string): string {
  const parts = [`${start}${items[0] ?? ""}`, ...items.slice(1)];
  parts.push(`${parts.pop() ?? ""}${end}`);
  return parts.join(",");
}

function toFormattedError(error: GraphQLError): GraphQLFormattedError {
  const { extensions } = error.toJSON();
  return { ...error.toJSON(), extensions: { code: "INTERNAL_SERVER_ERROR", ...extensions } };
}
