import { Failure, type FailureCode, type FailureDetails } from "../../lib/failure.js";
import type { ZitadelResponse } from "./call.js";
import { isObject } from "../codec.js";

/**
 * ZITADEL errors that the subgraph handles. Ids are stable; messages vary with language and release. The only
 * messages that are compared are those of PostgreSQL and gRPC, which ZITADEL does not translate.
 */
export const errorIds = {
  userNotFoundByWrite: "COMMAND-uXHNj",
  userNotFoundByRead: "QUERY-Dfbg2",
  keyNotFound: "META-2nnds",
  noMembership: "AUTHZ-cdgFk",
  otherOrganization: "MANAG-fpo4B",
} as const;

/** For example `AUTH-5mWD2`. Any other content of the field is text, which clients must not see. */
const errorIdPattern = /^[A-Z0-9]{2,12}-\w{1,12}$/i;

/**
 * The id of a ZITADEL error; undefined without one. REST: `details[0].id`, Connect: `details[0].debug.id`.
 */
export function parseErrorId({ body }: ZitadelResponse): string | undefined {
  if (!isObject(body) || !Array.isArray(body["details"])) return undefined;
  const detail: unknown = body["details"][0];
  if (!isObject(detail)) return undefined;
  const { id } = isObject(detail["debug"]) ? detail["debug"] : detail;
  return typeof id === "string" && errorIdPattern.test(id) ? id : undefined;
}

/**
 * Whether the response exceeds the size limit of ZITADEL or of the subgraph. ZITADEL reports this with 429,
 * which is not a rate limit here: the same data must be requested in smaller pages.
 */
export function isTooLarge(response: ZitadelResponse): boolean {
  return response.isTooLarge || (response.status === 429 && isMessageTooLarge(response));
}

/** Whether ZITADEL or a proxy in front of it limits the rate of calls. */
export function isRateLimited(response: unknown): boolean {
  return isObject(response) && response["status"] === 429 && !isMessageTooLarge(response);
}

/**
 * Whether the write conflicted with a concurrent write to the same user (SQLSTATE 23505). ZITADEL applied the
 * other write and no part of this one.
 */
export function isConflict(response: unknown): boolean {
  return (
    isObject(response) && response["status"] === 500 && parseMessage(response).includes("SQLSTATE 23505")
  );
}

/** A write conflicted with another write to the same user, on every attempt. Nothing was changed. */
export class WriteConflict extends Failure {}

/** The Failure for a read whose status is not 200. For 401 see explain-401. */
export function toReadFailure(response: ZitadelResponse): Failure {
  const { status } = response;
  if (status >= 500) {
    return failure("UPSTREAM_UNAVAILABLE", `ZITADEL responded with status ${status}.`, response);
  }
  if (status < 400) {
    return failure(
      "UPSTREAM_INVALID_RESPONSE",
      `ZITADEL responded with unexpected status ${status}. The subgraph does not follow redirects.`,
      response,
    );
  }
  return toRejection(response, "ZITADEL does not let this caller read this user's metadata.");
}

/**
 * The Failure for a write without a successful response. After a conflict or a 4xx, except 408 and 499,
 * ZITADEL has applied no part of the write. After any other response the outcome is unknown.
 */
export function toWriteFailure(response: ZitadelResponse): Failure {
  const { status } = response;
  if (isConflict(response)) {
    const message =
      "This change conflicted with concurrent changes to the same user on every attempt. Nothing was changed. Try again.";
    return new WriteConflict("UPSTREAM_UNAVAILABLE", message, detailsOf(response));
  }
  // 408 and 499: a proxy stopped waiting. ZITADEL may have applied the write.
  const isRejection = status >= 400 && status < 500 && status !== 408 && status !== 499;
  if (isRejection) {
    const forbiddenMessage =
      "ZITADEL does not let this caller write to this user. Writing requires a role such as ORG_USER_MANAGER.";
    return toRejection(response, forbiddenMessage);
  }
  return writeOutcomeUnknown(`ZITADEL responded with status ${status}.`);
}

/** The Failure for an unexpected response of an OIDC endpoint: the endpoint gave no result. */
export function toOidcFailure(response: ZitadelResponse): Failure {
  const { status } = response;
  if (status === 429) {
    return failure("UPSTREAM_RATE_LIMITED", "ZITADEL's rate limit is exceeded. Try again later.", response);
  }
  return failure(
    status >= 500 ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_INVALID_RESPONSE",
    `ZITADEL responded with status ${status}.`,
    response,
  );
}

/** The Failure for a write that was sent and may or may not have been applied. `reason` is a sentence. */
export function writeOutcomeUnknown(reason: string, cause?: unknown): Failure {
  return new Failure(
    "WRITE_OUTCOME_UNKNOWN",
    `${reason} It is unknown whether the change was made. Read the metadata before you write again.`,
    {},
    { cause },
  );
}

function toRejection(response: ZitadelResponse, forbiddenMessage: string): Failure {
  const { status } = response;
  const id = parseErrorId(response);
  if (status === 403 || id === errorIds.noMembership || id === errorIds.otherOrganization) {
    return failure("FORBIDDEN", forbiddenMessage, response);
  }
  if (status === 413 || (status === 429 && isMessageTooLarge(response))) {
    return failure(
      "REQUEST_TOO_LARGE",
      "The request is too large for ZITADEL or a proxy in front of it.",
      response,
    );
  }
  if (status === 429) {
    return failure("UPSTREAM_RATE_LIMITED", "ZITADEL's rate limit is exceeded. Try again later.", response);
  }
  return failure("UPSTREAM_INVALID_RESPONSE", `ZITADEL rejected the call with status ${status}.`, response);
}

function failure(code: FailureCode, message: string, response: ZitadelResponse): Failure {
  return new Failure(code, message, detailsOf(response));
}

function detailsOf(response: ZitadelResponse): FailureDetails {
  const id = parseErrorId(response);
  return {
    ...(id !== undefined && { zitadelErrorId: id }),
    ...(response.retryAfterMs !== undefined && { retryAfterMs: response.retryAfterMs }),
  };
}

function isMessageTooLarge(response: { readonly body?: unknown }): boolean {
  return parseMessage(response).includes("larger than max");
}

function parseMessage({ body }: { readonly body?: unknown }): string {
  const message = isObject(body) ? body["message"] : undefined;
  return typeof message === "string" ? message : "";
}
