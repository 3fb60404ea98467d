import { Failure, type FailureCode } from "../../lib/failure.js";
import type { ZitadelResponse } from "./call.js";
import { isObject } from "../codec.js";

/** The ids of ZITADEL's errors that mean something to us. They are stable; its texts follow language and release. */
export const errorIds = {
  userNotFoundByWrite: "COMMAND-uXHNj",
  userNotFoundByRead: "QUERY-Dfbg2",
  keyNotFound: "META-2nnds",
  noMembership: "AUTHZ-cdgFk",
  otherOrganization: "MANAG-fpo4B",
} as const;

/** `AUTH-5mWD2`; whatever else stands there is text, which never goes to clients. */
const errorIdForm = /^[A-Z0-9]{2,12}-\w{1,12}$/i;

/** ZITADEL's id of the error; undefined where it has none. REST: `details[0].id`, Connect: `details[0].debug.id`. */
export function errorIdOf({ body }: ZitadelResponse): string | undefined {
  if (!isObject(body) || !Array.isArray(body["details"])) return undefined;
  const detail: unknown = body["details"][0];
  if (!isObject(detail)) return undefined;
  const { id } = isObject(detail["debug"]) ? detail["debug"] : detail;
  return typeof id === "string" && errorIdForm.test(id) ? id : undefined;
}

/**
 * Whether the answer would be larger than ZITADEL (or we) can carry. ZITADEL says so with 429, which is no rate limit then:
 * the same is to be asked for in smaller pages.
 */
export function isTooLarge(answer: ZitadelResponse): boolean {
  return answer.isTooLarge || (answer.status === 429 && isMessageTooLarge(answer));
}

/** Whether ZITADEL, or a proxy before it, takes no more calls for now. */
export function isRateLimited(answer: unknown): boolean {
  return isObject(answer) && answer["status"] === 429 && !isMessageTooLarge(answer);
}

/**
 * Whether another write to the same user came at the same moment (SQLSTATE 23505): ZITADEL applied one and nothing of this one.
 */
export function isConflict(answer: unknown): boolean {
  return isObject(answer) && answer["status"] === 500 && messageOf(answer).includes("SQLSTATE 23505");
}

/** What an answer other than 200 to a read means. 401 needs a second look (see api-call). */
export function toReadFailure(answer: ZitadelResponse): Failure {
  const { status } = answer;
  if (status >= 500) return failure("UPSTREAM_UNAVAILABLE", `ZITADEL answered ${status}.`, answer);
  if (status < 400) {
    return failure(
      "UPSTREAM_INVALID_RESPONSE",
      `ZITADEL answered ${status} where an answer was due; redirects are not followed.`,
      answer,
    );
  }
  return toRefusal(answer, "ZITADEL does not let this caller read this user.");
}

/**
 * What an answer other than 200 to a write means. 4xx refused it. After 5xx nobody knows, except for a conflict.
 */
export function toWriteFailure(answer: ZitadelResponse): Failure {
  const { status } = answer;
  if (isConflict(answer)) {
    const message =
      "Others wrote to this user at the same moment, again and again; nothing of this was done. Try again.";
    return failure("UPSTREAM_UNAVAILABLE", message, answer);
  }
  // 408 and 499: somebody on the way gave up waiting.
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 499;
  if (isRefusal) {
    const words =
      "ZITADEL does not let this caller write to this user: that takes a role such as ORG_USER_MANAGER.";
    return toRefusal(answer, words);
  }
  return writeOutcomeUnknown(`ZITADEL answered ${status}`);
}

/** What an answer of an OIDC endpoint means that is none of those we know: the check could not be made. */
export function toOidcFailure(answer: ZitadelResponse): Failure {
  const { status } = answer;
  if (status === 429) return failure("UPSTREAM_RATE_LIMITED", "ZITADEL takes no more calls for now.", answer);
  return failure(
    status >= 500 ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_INVALID_RESPONSE",
    `ZITADEL answered ${status}.`,
    answer,
  );
}

/** A write was sent, and nobody can say whether it happened. */
export function writeOutcomeUnknown(why: string, cause?: unknown): Failure {
  return new Failure(
    "WRITE_OUTCOME_UNKNOWN",
    `${why}: the change may or may not have been made. Read before you write again.`,
    {},
    { cause },
  );
}

function toRefusal(answer: ZitadelResponse, forbidden: string): Failure {
  const { status } = answer;
  const id = errorIdOf(answer);
  if (status === 403 || id === errorIds.noMembership || id === errorIds.otherOrganization) {
    return failure("FORBIDDEN", forbidden, answer);
  }
  if (status === 413 || (status === 429 && isMessageTooLarge(answer))) {
    return failure(
      "REQUEST_TOO_LARGE",
      "This is more than ZITADEL, or a proxy before it, takes in one call.",
      answer,
    );
  }
  if (status === 429) return failure("UPSTREAM_RATE_LIMITED", "ZITADEL takes no more calls for now.", answer);
  return failure("UPSTREAM_INVALID_RESPONSE", `ZITADEL refused the call with ${status}.`, answer);
}

function failure(code: FailureCode, message: string, answer: ZitadelResponse): Failure {
  const id = errorIdOf(answer);
  return new Failure(code, message, {
    ...(id !== undefined && { zitadelErrorId: id }),
    ...(answer.retryAfterMs !== undefined && { retryAfterMs: answer.retryAfterMs }),
  });
}

function isMessageTooLarge(answer: { readonly body?: unknown }): boolean {
  return messageOf(answer).includes("larger than max");
}

function messageOf({ body }: { readonly body?: unknown }): string {
  const message = isObject(body) ? body["message"] : undefined;
  return typeof message === "string" ? message : "";
}
