import { errors } from "undici";
import { Failure } from "../../../lib/failure.js";

/**
 * `connection_error`: connection refused or reset, or unknown host. `timeout`: the timeout of the call.
 * `cancelled`: no request waited for the call any longer.
 */
export type TransportErrorReason = "connection_error" | "timeout" | "cancelled";

/** A call without a response from ZITADEL. */
export class TransportError extends Failure {
  readonly reason: TransportErrorReason;
  /** False only if it is certain that no part of the call reached ZITADEL. */
  readonly mayHaveBeenSent: boolean;

  constructor(
    reason: TransportErrorReason,
    message: string,
    mayHaveBeenSent: boolean,
    options?: ErrorOptions,
  ) {
    super(reason === "connection_error" ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_TIMEOUT", message, {}, options);
    this.reason = reason;
    this.mayHaveBeenSent = mayHaveBeenSent;
  }
}

// Clients see these messages, so they contain no address. The `cause` has it.

export function timedOut(timeoutMs: number, wasSent: boolean): TransportError {
  const message = wasSent
    ? `ZITADEL did not respond within ${timeoutMs} ms.`
    : `The connection to ZITADEL was not established within ${timeoutMs} ms.`;
  return new TransportError("timeout", message, wasSent);
}

export function cancelled(wasSent: boolean): TransportError {
  return new TransportError(
    "cancelled",
    "The request ended before ZITADEL responded (deadline, disconnect or shutdown).",
    wasSent,
  );
}

export function unreachable(error: Error, wasSent: boolean): TransportError {
  // Undici's error for a proxy that rejects the tunnel. Its message has the status of the response.
  const isProxyRejection = error instanceof errors.RequestAbortedError;
  const reason = isProxyRejection ? error.message : (codeOf(error) ?? "connection closed");
  const hint = isProxyRejection ? " Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY." : hints.get(reason);
  return new TransportError(
    "connection_error",
    `ZITADEL cannot be reached (${reason}).${hint ?? ""}`,
    wasSent,
    {
      cause: error,
    },
  );
}

const notTls = " The server does not use TLS; use http://.";
const unknownAuthority = " Set NODE_EXTRA_CA_CERTS to the certificate of your authority.";

/** OpenSSL's codes. */
const hints: ReadonlyMap<string, string> = new Map([
  ["ERR_SSL_WRONG_VERSION_NUMBER", notTls],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", notTls],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", unknownAuthority],
  ["SELF_SIGNED_CERT_IN_CHAIN", unknownAuthority],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", unknownAuthority],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", unknownAuthority],
]);

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  // Node.js tried several addresses. Each inner error has a code.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
