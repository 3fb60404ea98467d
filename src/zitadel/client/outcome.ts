import type { FailureCode } from "../../lib/failure.js";
import type { ZitadelResponse } from "./call.js";
import { isGatewayError } from "./circuit-breaker.js";
import { TransportError } from "./transport-error.js";
import { isRateLimited } from "./errors.js";
import type { CallOutcome } from "./observer.js";

/** The result of a call that was sent. */
export type CallResult = { readonly response: ZitadelResponse } | { readonly error: unknown };

export function classify(result: CallResult): CallOutcome {
  // Any other error is a bug in the subgraph. It counts as cancelled, because it is not a failure of ZITADEL.
  if ("error" in result) return result.error instanceof TransportError ? result.error.reason : "cancelled";
  const { status } = result.response;
  if (isRateLimited(result.response)) return "rate_limited";
  if (status >= 500) return "server_error";
  return status >= 400 ? "client_error" : "success";
}

/**
 * The code if a call shows that ZITADEL is unavailable or limits the rate; otherwise undefined. A cancelled
 * call shows neither: the result is then `previous`, the value after the last call.
 */
export function failureCode(result: CallResult, previous: FailureCode | undefined): FailureCode | undefined {
  if ("error" in result) {
    const { error } = result;
    return error instanceof TransportError && error.reason !== "cancelled" ? error.code : previous;
  }
  if (isGatewayError(result.response)) return "UPSTREAM_UNAVAILABLE";
  return isRateLimited(result.response) ? "UPSTREAM_RATE_LIMITED" : undefined;
}
