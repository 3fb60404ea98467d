import type { FastifyBaseLogger } from "fastify";
import { cancellationCodes, logLevels } from "../graphql/errors/error-codes.js";
import type { ErrorReport, ReportError, RequestByError } from "../graphql/errors/errors.js";
import { Failure } from "../lib/failure.js";

/**
 * Logs the errors of GraphQL responses:
 * - Bugs with the complete error.
 * - Failures with the message of their cause only. The errors of jose contain token claims, which include
 *   metadata.
 * - Invalid GraphQL requests with the code only, because the message quotes the request.
 */
export function createReportError(log: FastifyBaseLogger, requestByError: RequestByError): ReportError {
  // The same failure can reject a thousand users of a page. It is one object, so it is logged once.
  const reported = new WeakSet();

  return ({ level, code, cause, error, errorId }: ErrorReport) => {
    const request = error instanceof Error ? requestByError.get(error) : undefined;
    const requestId = request?.scope.requestId;
    if (cancellationCodes.has(code) && request?.isClientDisconnected() === true) {
      // Reads are aborted when the client disconnects, which results in the same error as a timeout of
      // ZITADEL.
      if (reported.has(request)) return;
      reported.add(request);
      log.info({ code: "CLIENT_CLOSED_REQUEST", requestId }, "client closed the request");
    } else if (cause instanceof Failure) {
      if (reported.has(cause)) return;
      reported.add(cause);
      logFailure(log, cause, requestId);
    } else if (errorId === undefined) {
      log[level]({ code, requestId }, "invalid GraphQL request");
    } else {
      log[level]({ code, requestId, errorId, err: cause }, "unexpected error");
    }
  };
}

/** Logs a Failure with the message of its cause. */
export function logFailure(log: FastifyBaseLogger, failure: Failure, requestId: string | undefined): void {
  const { code, details, message, cause } = failure;
  const reason = cause instanceof Error ? cause.message : undefined;
  log[logLevels[code]]({ code, requestId, ...details, cause: reason }, message);
}
