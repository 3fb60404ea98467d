/** Codes of all expected failures. Codes may be added but never renamed, because clients depend on them. */
export const failureCodes = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "INSUFFICIENT_SCOPE",
  "BAD_USER_INPUT",
  "REQUEST_TOO_LARGE",
  "STORED_VALUE_INVALID",
  "NOT_SUPPORTED",
  "NOT_UNIQUE",
  "TOO_MANY_MATCHES",
  "TOO_MANY_SUBSCRIPTIONS",
  "UPSTREAM_UNAVAILABLE",
  "UPSTREAM_TIMEOUT",
  "UPSTREAM_RATE_LIMITED",
  "UPSTREAM_INVALID_RESPONSE",
  "WRITE_OUTCOME_UNKNOWN",
  "OVERLOADED",
  "MISCONFIGURED",
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** Details for operators and for clients that call the subgraph directly. Routers usually remove them. */
export interface FailureDetails {
  /** The OAuth scope that the caller's token lacks. */
  readonly scope?: string;
  /** The wait that ZITADEL requested, in milliseconds. */
  readonly retryAfterMs?: number;
  /** ZITADEL's error id, for example `AUTH-AWfge`, without its error text. */
  readonly zitadelErrorId?: string;
}

/** An expected failure. Programs use the code, people read the message. Any other thrown value is a bug. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: FailureDetails;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = "Failure";
    this.code = code;
    this.details = details;
  }

  /** Creates a copy for another request. */
  copy(): Failure {
    return new Failure(this.code, this.message, this.details, { cause: this.cause });
  }
}

/** Resolves with a Failure that the promise rejects with. Other rejections are bugs and stay rejections. */
export async function catchFailure<T>(promise: Promise<T>): Promise<T | Failure> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
