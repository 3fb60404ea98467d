/** Every way in which something can go wrong that is no bug. Codes may be added, never renamed: clients act on them. */
export const failureCodes = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "INSUFFICIENT_SCOPE",
  "BAD_USER_INPUT",
  "REQUEST_TOO_LARGE",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_INVALID_RESPONSE",
  "WRITE_OUTCOME_UNKNOWN",
  "OVERLOADED",
  "MISCONFIGURED",
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** What operators and direct callers may want beside the code; routers usually drop it. */
export interface FailureDetails {
  /** The OAuth scope that the caller's token lacks. */
  readonly scope?: string;
  /** How long ZITADEL asked us to wait. */
  readonly retryAfterMs?: number;
  /** ZITADEL's error id, for example `AUTH-AWfge`; never its text. */
  readonly zitadelErrorId?: string;
}

/** An expected refusal: the code is for programs, the message for people. Anything else that is thrown is a bug. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: FailureDetails;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = "Failure";
    this.code = code;
    this.details = details;
  }

  /** The same for another request. */
  copy(): Failure {
    return new Failure(this.code, this.message, this.details, { cause: this.cause });
  }
}
