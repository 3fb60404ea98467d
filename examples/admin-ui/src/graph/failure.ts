/** Kinds of failures. Each kind needs a different reaction of the user. */
export type FailureKind =
  /** The session has ended: sign in again. */
  | "signedOut"
  /** Not permitted: a retry does not help. */
  | "forbidden"
  /** Temporarily unavailable: a retry helps. */
  | "outage"
  /** A write that may or may not have been executed: check the current data. */
  | "unknownOutcome"
  /** The server rejected the input. */
  | "invalid"
  /** Any other error: the operator has to investigate. */
  | "serverError";

export interface Failure {
  readonly kind: FailureKind;
  /** The server's message, for developers and support. */
  readonly message: string;
  /** `extensions.code`, if the error has one. */
  readonly code?: string;
}
