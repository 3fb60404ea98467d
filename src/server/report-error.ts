import type { FastifyBaseLogger } from "fastify";
import { hangUpCodes } from "../graphql/answer-codes.js";
import type { ErrorReport, ReportError } from "../graphql/errors.js";
import type { RequestIds } from "../graphql/request-ids.js";
import { Failure } from "../lib/failure.js";

/**
 * Writes the errors of answers to the log. Of a bug all there is. Of a Failure's cause only the words: jose's errors carry the
 * claims of the token that they are about, and with them somebody's metadata. Of what GraphQL refused only the code: its words
 * repeat what was sent.
 */
export function createReportError(
  log: FastifyBaseLogger,
  requestOf: (error: unknown) => ReturnType<RequestIds["get"]>,
): ReportError {
  // A thousand users of a page can be refused for one reason: it is one object, and one line.
  const reported = new WeakSet();

  return ({ level, code, cause, error, errorId }: ErrorReport) => {
    const request = requestOf(error);
    const requestId = request?.asker.requestId;
    if (hangUpCodes.has(code) && request?.hasHungUp() === true) {
      // Reads end when nobody waits for them any more; it looks like a silent ZITADEL.
      if (reported.has(request)) return;
      reported.add(request);
      log.info({ code: "HUNG_UP", requestId }, "the client hung up before it was answered");
    } else if (cause instanceof Failure) {
      if (reported.has(cause)) return;
      reported.add(cause);
      const reason = cause.cause instanceof Error ? cause.cause.message : undefined;
      log[level]({ code, requestId, ...cause.details, cause: reason }, cause.message);
    } else if (errorId === undefined) {
      log[level]({ code, requestId }, "GraphQL refused a request");
    } else {
      log[level]({ code, requestId, errorId, err: cause }, "this is a bug");
    }
  };
}
