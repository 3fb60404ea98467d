/** How a person has to think about something that went wrong, and so what the page offers. */
export type FailureKind =
  /** Sign in again. */
  | "signedOut"
  /** Not allowed; trying again changes nothing. */
  | "refused"
  /** Not reachable for the moment; trying again helps. */
  | "outage"
  /** A write of which nobody knows whether it was done: look. */
  | "unknownOutcome"
  /** What was sent cannot be taken. */
  | "mistake"
  /** Anything else: somebody has to look into it. */
  | "fault";

export interface Failure {
  readonly kind: FailureKind;
  /** What the server says about it, for people. */
  readonly message: string;
  /** The `extensions.code`, where there was one. */
  readonly code?: string;
}
