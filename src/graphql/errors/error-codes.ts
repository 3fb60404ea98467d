import { type FailureCode, failureCodes } from "../../lib/failure.js";

export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * All values of `extensions.code`: those of Failures, those of Apollo Server, and `INTERNAL_SERVER_ERROR` for
 * bugs.
 */
export const errorCodes = [
  ...failureCodes,
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "INTERNAL_SERVER_ERROR",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The log level of each code. */
export const logLevels = {
  UNAUTHENTICATED: "info",
  FORBIDDEN: "info",
  INSUFFICIENT_SCOPE: "info",
  BAD_USER_INPUT: "debug",
  REQUEST_TOO_LARGE: "info",
  STORED_VALUE_INVALID: "info",
  NOT_SUPPORTED: "info",
  NOT_UNIQUE: "info",
  TOO_MANY_MATCHES: "info",
  TOO_MANY_SUBSCRIPTIONS: "info",
  UPSTREAM_UNAVAILABLE: "error",
  UPSTREAM_TIMEOUT: "error",
  UPSTREAM_RATE_LIMITED: "warn",
  UPSTREAM_INVALID_RESPONSE: "error",
  WRITE_OUTCOME_UNKNOWN: "error",
  OVERLOADED: "warn",
  MISCONFIGURED: "error",
  GRAPHQL_PARSE_FAILED: "debug",
  GRAPHQL_VALIDATION_FAILED: "debug",
  OPERATION_RESOLUTION_FAILURE: "debug",
  PERSISTED_QUERY_NOT_FOUND: "debug",
  INTERNAL_SERVER_ERROR: "error",
} satisfies Record<FailureCode, LogLevel> & Record<ErrorCode, LogLevel>;

/** Returns the code if it is one of `errorCodes`. Any other code indicates a bug. */
export function toErrorCode(code: unknown): ErrorCode {
  return errorCodes.find((errorCode) => errorCode === code) ?? "INTERNAL_SERVER_ERROR";
}

/** The codes of reads that were aborted because the client disconnected: in flight, or while queued. */
export const cancellationCodes: ReadonlySet<string> = new Set<ErrorCode>(["UPSTREAM_TIMEOUT", "OVERLOADED"]);
