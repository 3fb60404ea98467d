import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError, Kind } from "graphql";
import { Failure } from "../../lib/failure.js";
import type { RequestScope } from "../../metadata/request-scope.js";
import { type ErrorCode, logLevels, type LogLevel } from "./error-codes.js";

/** An error of a response. An `errorId`, which is in the response too, marks a bug. */
export interface ErrorReport {
  readonly level: LogLevel;
  readonly code: ErrorCode;
  /** The value that was thrown originally. */
  readonly cause: unknown;
  /** Apollo Server's error for it, a separate object for each request. */
  readonly error: unknown;
  readonly errorId?: string;
}

export type ReportError = (report: ErrorReport) => void;

/** Maps each error of a response to its request, which Apollo Server does not pass to `formatError`. */
export type RequestByError = WeakMap<
  WeakKey,
  { readonly scope: RequestScope; readonly isClientDisconnected: () => boolean }
>;

/** Turns an error into the form that the response contains. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** Apollo Server's codes for errors before execution, and the codes that clients get. */
const apolloCodes: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: "GRAPHQL_PARSE_FAILED",
  GRAPHQL_VALIDATION_FAILED: "GRAPHQL_VALIDATION_FAILED",
  OPERATION_RESOLUTION_FAILURE: "OPERATION_RESOLUTION_FAILURE",
  PERSISTED_QUERY_NOT_FOUND: "PERSISTED_QUERY_NOT_FOUND",
  BAD_USER_INPUT: "BAD_USER_INPUT",
  BAD_REQUEST: "BAD_USER_INPUT",
};

/** Replaces Apollo Server's message, which addresses the developer of the server. */
const introspectionDisabled = "Introspection of the schema is disabled (GRAPHQL_INTROSPECTION).";

/** Sets the code of each error, and hides the message and stack of bugs from clients. */
export function createFormatError(report: ReportError): FormatError {
  return ({ message, locations, path, extensions }, error) => {
    const position = { ...(locations && { locations }), ...(path && { path }) };
    const cause = rootCause(error);
    if (cause instanceof Failure) {
      const { code, details } = cause;
      report({ level: logLevels[code], code, cause, error });
      return { message: clientMessage(cause), ...position, extensions: { code, ...details } };
    }
    const code =
      apolloCodes[String(extensions?.["code"])] ?? (isInputError(cause, path) ? "BAD_USER_INPUT" : undefined);
    if (code !== undefined) {
      report({ level: logLevels[code], code, cause, error });
      const isIntrospection = extensions?.["validationErrorCode"] === "INTROSPECTION_DISABLED";
      return {
        message: isIntrospection ? introspectionDisabled : message,
        ...position,
        extensions: { code },
      };
    }
    const errorId = randomUUID();
    report({ level: logLevels.INTERNAL_SERVER_ERROR, code: "INTERNAL_SERVER_ERROR", cause, error, errorId });
    return {
      message: `Internal error in the subgraph. Its log has the reason under error id ${errorId}.`,
      ...position,
      extensions: { code: "INTERNAL_SERVER_ERROR", errorId },
    };
  };
}

/** The message for clients. Messages of MISCONFIGURED are for operators: they name addresses and settings. */
export function clientMessage({ code, message }: Failure): string {
  return code === "MISCONFIGURED" ? "The subgraph is misconfigured; see its log." : message;
}

/**
 * Whether graphql-js rejected the client's variables or arguments during execution, such as null for a variable
 * that is used where null is not allowed. Such an error has no path, or refers to something other than the
 * field: errors of resolvers and of their results refer to the field.
 */
function isInputError(cause: unknown, path: GraphQLFormattedError["path"]): boolean {
  if (!(cause instanceof GraphQLError)) return false;
  return path === undefined || cause.nodes?.some(({ kind }) => kind !== Kind.FIELD) === true;
}

/** Returns the value that was thrown originally: graphql-js and Apollo Server each wrap it. */
function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootCause(error.originalError) : error;
}
