import type { FastifyBaseLogger } from "fastify";
import type { ReportError } from "../graphql/errors.js";
import { Failure } from "../lib/failure.js";

/**
 * Writes the errors of answers to the log. Of a bug all there is. Of a Failure's cause only the words: jose's errors carry the
 * claims of the token that they are about, and with them somebody's metadata. Of what GraphQL refused only the code: its words
 * repeat what was sent.
 */
export function createReportError(log: FastifyBaseLogger): ReportError {
  // A thousand users of a page can be refused for one reason: it is one object, and one line.
  const reported = new WeakSet<Failure>();

  return (level, code, error, errorId) => {
    if (error instanceof Failure) {
      if (reported.has(error)) return;
      reported.add(error);
      const cause = error.cause instanceof Error ? error.cause.message : undefined;
      log[level]({ code, ...error.details, cause }, error.message);
    } else if (errorId === undefined) {
      log[level]({ code }, "GraphQL refused a request");
    } else {
      log[level]({ code, errorId, err: error }, "this is a bug");
    }
  };
}
