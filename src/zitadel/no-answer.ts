import { Failure } from "../lib/failure.js";

/** ZITADEL did not answer. */
export class NoAnswer extends Failure {
  /** False when it is certain that nothing of the call reached ZITADEL. */
  readonly mayHaveArrived: boolean;

  constructor(
    code: "UPSTREAM_UNAVAILABLE" | "UPSTREAM_TIMEOUT",
    message: string,
    mayHaveArrived: boolean,
    options: ErrorOptions,
  ) {
    super(code, message, {}, options);
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** Errors of name lookup, connecting and TLS: no byte of the call was sent. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPROTO",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * Why a call has no answer. `stop` is what could end it early, `deadline` the part of it that is the call's own time. The words
 * go to clients, so they name no address: that is in the cause.
 */
export function noAnswer(
  error: unknown,
  call: { timeoutMs: number; stop: AbortSignal; deadline: AbortSignal; wasSent: boolean },
): NoAnswer {
  const { timeoutMs, stop, deadline, wasSent } = call;
  const code = codeOf(error);
  const options = { cause: error };
  if (code === "UND_ERR_CONNECT_TIMEOUT") {
    return new NoAnswer(
      "UPSTREAM_TIMEOUT",
      `There was no connection to ZITADEL within ${timeoutMs} ms.`,
      false,
      options,
    );
  }
  if (stop.aborted) {
    const message = deadline.aborted
      ? `ZITADEL did not answer within ${timeoutMs} ms.`
      : "ZITADEL did not answer before this request's time was over.";
    return new NoAnswer("UPSTREAM_TIMEOUT", message, wasSent, options);
  }
  const message = `ZITADEL cannot be reached: ${code ?? "the connection broke"}.`;
  return new NoAnswer("UPSTREAM_UNAVAILABLE", message, code === undefined || !neverSent.has(code), options);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  // Several addresses tried, none reached: each has the reason.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
