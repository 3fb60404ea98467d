import type { FastifyBaseLogger } from "fastify";
import type { ErrorReport, ReportError } from "../graphql/errors.js";
import { Failure } from "../lib/failure.js";

/**
 * Writes the errors of answers to the log. Of a bug all there is. Of a Failure's cause only the words: jose's errors carry the
 * claims of the token that they are about, and with them somebody's metadata. Of what GraphQL refused only the code: its words
 * repeat what was sent.
 */
export function createReportError(
  log: FastifyBaseLogger,
  requestIdOf: (error: unknown) => string | undefined,
): ReportError {
  // A thousand users of a page can be refused for one reason: it is one object, and one line.
  const reported = new WeakSet<Failure>();

  return ({ level, code, cause, error, errorId }: ErrorReport) => {
    const requestId = requestIdOf(error);
    if (cause instanceof Failure) {
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
