import { Failure } from "../lib/failure.js";

/** `unreachable`: refused, reset, no such name; `timeout`: the call's own time was over; `abandoned`: nobody waited any longer. */
export type NoAnswerReason = "unreachable" | "timeout" | "abandoned";

/** ZITADEL did not answer. */
export class NoAnswer extends Failure {
  readonly reason: NoAnswerReason;
  /** False when it is certain that nothing of the call reached ZITADEL. */
  readonly mayHaveArrived: boolean;

  constructor(reason: NoAnswerReason, message: string, mayHaveArrived: boolean, options?: ErrorOptions) {
    super(reason === "unreachable" ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_TIMEOUT", message, {}, options);
    this.reason = reason;
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** The words go to clients, so they name no address: that is in the cause. */
export function timedOut(timeoutMs: number, wasSent: boolean): NoAnswer {
  const words = wasSent
    ? `ZITADEL did not answer within ${timeoutMs} ms.`
    : `There was no connection to ZITADEL within ${timeoutMs} ms.`;
  return new NoAnswer("timeout", words, wasSent);
}

export function abandoned(wasSent: boolean): NoAnswer {
  return new NoAnswer("abandoned", "ZITADEL did not answer before this request's time was over.", wasSent);
}

export function unreachable(error: Error, wasSent: boolean): NoAnswer {
  const why = codeOf(error) ?? "the connection broke";
  return new NoAnswer("unreachable", `ZITADEL cannot be reached: ${why}.`, wasSent, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  // Several addresses tried, none reached: each has the reason.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
