import { Failure } from "../../lib/failure.js";

/** `unreachable`: refused, reset, no such name; `timeout`: the call's own time was over; `abandoned`: nobody waited any longer. */
export type NoAnswerReason = "connection_error" | "timeout" | "cancelled";

/** ZITADEL did not answer. */
export class TransportError extends Failure {
  readonly reason: NoAnswerReason;
  /** False when it is certain that nothing of the call reached ZITADEL. */
  readonly mayHaveBeenSent: boolean;

  constructor(reason: NoAnswerReason, message: string, mayHaveBeenSent: boolean, options?: ErrorOptions) {
    super(reason === "connection_error" ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_TIMEOUT", message, {}, options);
    this.reason = reason;
    this.mayHaveBeenSent = mayHaveBeenSent;
  }
}

/** The words go to clients, so they name no address: that is in the cause. */
export function timedOut(timeoutMs: number, wasSent: boolean): TransportError {
  const words = wasSent
    ? `ZITADEL did not answer within ${timeoutMs} ms.`
    : `There was no connection to ZITADEL within ${timeoutMs} ms.`;
  return new TransportError("timeout", words, wasSent);
}

export function cancelled(wasSent: boolean): TransportError {
  return new TransportError(
    "cancelled",
    "ZITADEL did not answer before this request's time was over.",
    wasSent,
  );
}

export function unreachable(error: Error, wasSent: boolean): TransportError {
  const why = codeOf(error) ?? "the connection broke";
  return new TransportError("connection_error", `ZITADEL cannot be reached: ${why}.`, wasSent, {
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  // Several addresses tried, none reached: each has the reason.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
