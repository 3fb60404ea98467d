import { Failure, type FailureCode, type FailureDetails } from "../../lib/failure.js";
import type { ZitadelResponse } from "./call.js";
import { isObject } from "../codec.js";
import { consequencesOf, type ResponseKind } from "./response-kinds.js";
import { TransportError } from "./transport/transport-error.js";

/** ZITADEL errors that the subgraph handles. Ids are stable; messages vary with language and release. */
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

/** A call whose response is neither a result nor a rejection of ZITADEL. */
export class FailedCall extends Failure {
  readonly kind: ResponseKind;

  constructor(code: FailureCode, message: string, response: ZitadelResponse) {
    super(code, message, detailsOf(response));
    this.kind = response.kind;
  }
}

/** The failure of a call with this response; undefined for a result or a rejection of ZITADEL. */
export function toResponseFailure(response: ZitadelResponse): FailedCall | undefined {
  const { code } = consequencesOf(response);
  return code && new FailedCall(code, describe(response), response);
}

/** Whether ZITADEL may have applied a write that failed with this error. */
export function mayBeApplied(error: unknown): boolean {
  if (error instanceof FailedCall) return consequencesOf(error).mayBeApplied;
  return error instanceof TransportError && error.mayHaveBeenSent;
}

/**
 * Whether the response exceeds the size limit of ZITADEL or of the subgraph. ZITADEL reports this with 429,
 * which is not a rate limit here: the same data must be requested in smaller pages.
 */
export function isTooLarge(response: ZitadelResponse): boolean {
  return response.isTooLarge || response.status === 429;
}

/** A write conflicted with another write to the same user, on every attempt. Nothing was changed. */
export class WriteConflict extends Failure {}

/** The Failure for a read that ZITADEL rejected. For 401 see explain-401. */
export function toReadFailure(response: ZitadelResponse): Failure {
  return toRejection(response, "ZITADEL does not let this caller read this user's metadata.");
}

/** The Failure for a write that ZITADEL did not apply. */
export function toWriteFailure(response: ZitadelResponse): Failure {
  if (response.kind === "conflict") {
    const message =
      "This change conflicted with concurrent changes to the same user on every attempt. Nothing was changed. Try again.";
    return new WriteConflict("UPSTREAM_UNAVAILABLE", message, detailsOf(response));
  }
  const forbiddenMessage =
    "ZITADEL does not let this caller write to this user. Writing requires a role such as ORG_USER_MANAGER.";
  return toRejection(response, forbiddenMessage);
}

/** The Failure for an unexpected response of an OIDC endpoint: the endpoint gave no result. */
export function toOidcFailure(response: ZitadelResponse): Failure {
  return failure("UPSTREAM_INVALID_RESPONSE", rejected(response), response);
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
  const id = parseErrorId(response);
  if (response.status === 403 || id === errorIds.noMembership || id === errorIds.otherOrganization) {
    return failure("FORBIDDEN", forbiddenMessage, response);
  }
  if (isTooLarge(response)) return failure("REQUEST_TOO_LARGE", messages.requestTooLarge, response);
  return failure("UPSTREAM_INVALID_RESPONSE", rejected(response), response);
}

const messages = {
  rateLimited: "ZITADEL's rate limit is exceeded. Try again later.",
  requestTooLarge: "The request is too large for ZITADEL or a proxy in front of it.",
} as const;

function rejected({ status }: ZitadelResponse): string {
  return `ZITADEL rejected the call with status ${status}.`;
}

/** Clients see these messages, so they contain no address and no text of the response. */
function describe({ kind, status, contentType = "no content type" }: ZitadelResponse): string {
  if (kind === "rateLimited" || kind === "requestTooLarge") return messages[kind];
  const what = `status ${status} (${contentType})`;
  if (kind !== "notRouted" && kind !== "foreign") {
    return `ZITADEL or a proxy in front of it responded with ${what}.`;
  }
  const hint = status >= 300 && status < 400 ? " The subgraph does not follow redirects." : "";
  return `The response with ${what} does not have ZITADEL's format. It probably comes from a proxy or firewall in front of ZITADEL.${hint}`;
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
