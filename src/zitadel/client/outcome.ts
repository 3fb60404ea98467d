import type { FailureCode } from "../../lib/failure.js";
import type { ZitadelResponse } from "./call.js";
import { isGatewayError } from "./circuit-breaker.js";
import { TransportError } from "./transport-error.js";
import { isRateLimited } from "./errors.js";
import type { CallOutcome } from "./observer.js";

/** How a call ended that was made. */
export type CallResult = { readonly answer: ZitadelResponse } | { readonly error: unknown };

export function classify(ended: CallResult): CallOutcome {
  // What else can be thrown is a bug, and looks to ZITADEL as if nobody waited.
  if ("error" in ended) return ended.error instanceof TransportError ? ended.error.reason : "cancelled";
  const { status } = ended.answer;
  if (isRateLimited(ended.answer)) return "rate_limited";
  if (status >= 500) return "server_error";
  return status >= 400 ? "client_error" : "success";
}

/** What a call's end tells of ZITADEL: what is wrong with it, or undefined for nothing. `before`: what was known until then. */
export function failureCode(ended: CallResult, before: FailureCode | undefined): FailureCode | undefined {
  if ("error" in ended) {
    const { error } = ended;
    return error instanceof TransportError && error.reason !== "cancelled" ? error.code : before;
  }
  if (isGatewayError(ended.answer)) return "UPSTREAM_UNAVAILABLE";
  return isRateLimited(ended.answer) ? "UPSTREAM_RATE_LIMITED" : undefined;
}
