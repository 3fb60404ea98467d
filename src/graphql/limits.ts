import { Failure } from "../lib/failure.js";

/** A number of things that one request may have, wherever in it they are. */
export interface Quota {
  /** Throws REQUEST_TOO_LARGE once more was taken than there is. */
  take(count: number): void;
}

export function createQuota(what: string, limit: number, variable: string): Quota {
  let taken = 0;
  return {
    take(count) {
      taken += count;
      if (taken <= limit) return;
      throw new Failure(
        "REQUEST_TOO_LARGE",
        `The request has ${taken} ${what}; at most ${limit} are allowed (${variable}).`,
      );
    },
  };
}

/** How large the answer may become; what is past it is known while fields resolve, long before there is an answer. */
export interface AnswerBudget {
  /** Whether more was taken than there is: then whatever else is done is done for nothing. */
  readonly isSpent: boolean;
  take(bytes: number): void;
  /** Takes what the value will be in the answer: a control character takes six bytes there. */
  takeJson(value: unknown): void;
  /** A change was begun; a caller who does not learn of it would make it again. */
  noteChange(): void;
  /** What stands in the place of an answer that is too large. */
  refusal(): Failure;
}

export function createAnswerBudget(limit: number): AnswerBudget {
  let left = limit;
  let isChange = false;
  return {
    get isSpent() {
      return left < 0;
    },
    take(bytes) {
      left -= bytes;
    },
    takeJson(value) {
      left -= Buffer.byteLength(JSON.stringify(value ?? null));
    },
    noteChange() {
      isChange = true;
    },
    refusal() {
      const words = `The answer would be larger than ${limit} bytes (LIMIT_ANSWER_BYTES), so none of it is sent.`;
      const done = isChange ? " The change was made all the same, unless it failed for another reason." : "";
      return new Failure("REQUEST_TOO_LARGE", `${words}${done}`);
    },
  };
}
