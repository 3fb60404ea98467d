import type { FailureCode } from "../lib/failure.js";
import type { ZitadelAnswer } from "./call.js";
import { isGatewayError } from "./breaker.js";
import { NoAnswer } from "./no-answer.js";
import { isRateLimited } from "./refusal.js";
import type { CallOutcome } from "./upstream-watch.js";

/** How a call ended that was made. */
export type Ended = { readonly answer: ZitadelAnswer } | { readonly error: unknown };

export function outcomeOf(ended: Ended): CallOutcome {
  // What else can be thrown is a bug, and looks to ZITADEL as if nobody waited.
  if ("error" in ended) return ended.error instanceof NoAnswer ? ended.error.reason : "abandoned";
  const { status } = ended.answer;
  if (isRateLimited(ended.answer)) return "rateLimited";
  if (status >= 500) return "failed";
  return status >= 400 ? "refused" : "answered";
}

/** What a call's end tells of ZITADEL: what is wrong with it, or undefined for nothing. `before`: what was known until then. */
export function troubleOf(ended: Ended, before: FailureCode | undefined): FailureCode | undefined {
  if ("error" in ended) {
    const { error } = ended;
    return error instanceof NoAnswer && error.reason !== "abandoned" ? error.code : before;
  }
  if (isGatewayError(ended.answer)) return "UPSTREAM_UNAVAILABLE";
  return isRateLimited(ended.answer) ? "UPSTREAM_RATE_LIMITED" : undefined;
}
