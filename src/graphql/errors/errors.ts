import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { Failure } from "../../lib/failure.js";
import { type ErrorCode, logLevels, type LogLevel } from "./error-codes.js";

/** An error of an answer. With an `errorId`, which is in the answer too, it is a bug. */
export interface ErrorReport {
  readonly level: LogLevel;
  readonly code: ErrorCode;
  /** What was thrown in the first place. */
  readonly cause: unknown;
  /** What Apollo Server made of it: no two requests share one. */
  readonly error: unknown;
  readonly errorId?: string;
}

export type ReportError = (report: ErrorReport) => void;

/** From an error to how an answer tells it. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** What Apollo Server finds wrong with a request before a resolver is called, and what we call it. */
const apolloCodes: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: "GRAPHQL_PARSE_FAILED",
  GRAPHQL_VALIDATION_FAILED: "GRAPHQL_VALIDATION_FAILED",
  OPERATION_RESOLUTION_FAILURE: "OPERATION_RESOLUTION_FAILURE",
  PERSISTED_QUERY_NOT_SUPPORTED: "PERSISTED_QUERY_NOT_SUPPORTED",
  BAD_USER_INPUT: "BAD_USER_INPUT",
  BAD_REQUEST: "BAD_USER_INPUT",
};

/** In place of Apollo Server's words, which are for who writes the server. */
const introspectionDisabled = "The schema is not shown here: ask for it where this subgraph is developed.";

/** Gives every error its code and hides what is none of the client's business: the text and stack of a bug. */
export function createFormatError(report: ReportError): FormatError {
  return ({ message, locations, path, extensions }, error) => {
    const position = { ...(locations && { locations }), ...(path && { path }) };
    const cause = rootCause(error);
    if (cause instanceof Failure) {
      const { code, details } = cause;
      report({ level: logLevels[code], code, cause, error });
      // Words for the operator name addresses and variables.
      const message =
        code === "MISCONFIGURED" ? "This subgraph is not set up rightly; its log tells how." : cause.message;
      return { message, ...position, extensions: { code, ...details } };
    }
    const code = apolloCodes[String(extensions?.["code"])];
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
      message: `Something went wrong in this subgraph. Its log has the reason under the error id ${errorId}.`,
      ...position,
      extensions: { code: "INTERNAL_SERVER_ERROR", errorId },
    };
  };
}

/** What was thrown in the first place: graphql and Apollo each wrap it once more. */
function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootCause(error.originalError) : error;
}
