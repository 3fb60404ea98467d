import type { FailureKind } from "./failure";

export interface ErrorMessage {
  readonly title: string;
  readonly advice: string;
}

/** Messages for a failed read. */
export const readMessages: Record<FailureKind, ErrorMessage> = {
  signedOut: {
    title: "Your session has ended",
    advice: "Sign in again to continue. This page stays open.",
  },
  forbidden: {
    title: "You do not have permission to view this",
    advice: "Trying again will not help. Ask an administrator of your organization for access.",
  },
  outage: {
    title: "The service is unavailable",
    advice: "This is usually temporary. Try again in a moment.",
  },
  unknownOutcome: {
    title: "The outcome of the request is unknown",
    advice: "Check the current data before you continue.",
  },
  invalid: {
    title: "The request is invalid",
    advice: "Trying again will not help. Contact the operator of this page.",
  },
  serverError: {
    title: "The server reported an error",
    advice: "Try again. If the error remains, contact the operator of this page.",
  },
};

/** Messages for a failed write. */
export const writeMessages: Record<FailureKind, ErrorMessage> = {
  signedOut: {
    title: "Your session has ended, and nothing was saved",
    advice: "Sign in again, then save again. Your input is kept.",
  },
  forbidden: {
    title: "You do not have permission to change this",
    advice: "Nothing was changed. Trying again will not help. Ask an administrator for access.",
  },
  outage: {
    title: "Nothing was saved: the service is unavailable",
    advice: "Your input is kept. Try again in a moment.",
  },
  unknownOutcome: {
    title: "The change may or may not have been saved",
    advice: "The response was lost. Your input is kept. Check the current data before you save again.",
  },
  invalid: { title: "The change cannot be saved", advice: "Nothing was changed." },
  serverError: {
    title: "The server reported an error, and nothing was saved",
    advice: "Your input is kept. Contact the operator of this page.",
  },
};
