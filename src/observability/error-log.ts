import type { FastifyBaseLogger } from "fastify";
import { cancellationCodes } from "../graphql/errors/error-codes.js";
import type { ErrorReport, ReportError } from "../graphql/errors/errors.js";
import type { RequestByError } from "../graphql/context/error-requests.js";
import { Failure } from "../lib/failure.js";

/**
 * Writes the errors of answers to the log. Of a bug all there is. Of a Failure's cause only the words: jose's errors carry the
 * claims of the token that they are about, and with them somebody's metadata. Of what GraphQL refused only the code: its words
 * repeat what was sent.
 */
export function createReportError(
  log: FastifyBaseLogger,
  requestOf: (error: unknown) => ReturnType<RequestByError["get"]>,
): ReportError {
  // A thousand users of a page can be refused for one reason: it is one object, and one line.
  const reported = new WeakSet();

  return ({ level, code, cause, error, errorId }: ErrorReport) => {
    const request = requestOf(error);
    const requestId = request?.scope.requestId;
    if (cancellationCodes.has(code) && request?.isClientDisconnected() === true) {
      // Reads end when nobody waits for them any more; it looks like a silent ZITADEL.
      if (reported.has(request)) return;
      reported.add(request);
      log.info({ code: "CLIENT_CLOSED_REQUEST", requestId }, "client closed the request");
    } else if (cause instanceof Failure) {
      if (reported.has(cause)) return;
      reported.add(cause);
      const reason = cause.cause instanceof Error ? cause.cause.message : undefined;
      log[level]({ code, requestId, ...cause.details, cause: reason }, cause.message);
    } else if (errorId === undefined) {
      log[level]({ code, requestId }, "invalid GraphQL request");
    } else {
      log[level]({ code, requestId, errorId, err: cause }, "unexpected error");
    }
  };
}
