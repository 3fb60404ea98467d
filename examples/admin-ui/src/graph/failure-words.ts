import type { FailureKind } from "./failure";

export interface Words {
  readonly title: string;
  readonly advice: string;
}

/** What a failure means for who was reading. */
export const readWords: Record<FailureKind, Words> = {
  signedOut: { title: "Your session has ended", advice: "Sign in again; this page stays as it is." },
  refused: {
    title: "You may not see this",
    advice: "Trying again will not help. Whoever manages roles in your organisation can let you.",
  },
  outage: {
    title: "This cannot be reached right now",
    advice: "It is nothing you did, and it usually passes: try again in a moment.",
  },
  unknownOutcome: { title: "It is not known what became of this", advice: "Look again before you go on." },
  mistake: { title: "This was not understood", advice: "The request was not as the server takes it." },
  fault: {
    title: "Something is wrong on the server",
    advice: "Trying again may not help; tell the people who run this page.",
  },
};

/** What a failure means for who was writing. */
export const writeWords: Record<FailureKind, Words> = {
  signedOut: {
    title: "Your session has ended, and nothing was saved",
    advice: "Sign in again and save once more; what you typed stays.",
  },
  refused: {
    title: "You may not change this",
    advice: "Nothing was changed, and trying again will not help. Whoever manages roles can let you.",
  },
  outage: {
    title: "Nothing was saved: a service cannot be reached right now",
    advice: "What you typed stays. Try again in a moment.",
  },
  unknownOutcome: {
    title: "The answer was lost: perhaps it was saved, perhaps not",
    advice: "What you typed stays. Look at what is there now before you save again.",
  },
  mistake: { title: "This cannot be saved", advice: "Nothing was changed." },
  fault: {
    title: "Something is wrong on the server, and nothing was saved",
    advice: "What you typed stays. Tell the people who run this page.",
  },
};
