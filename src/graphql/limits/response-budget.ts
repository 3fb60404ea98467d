import { Failure } from "../../lib/failure.js";

/** Limits how many items of one kind a request may contain, wherever they are. */
export interface Quota {
  /** Throws REQUEST_TOO_LARGE once the limit is exceeded. */
  charge(count: number): void;
}

export function createQuota(noun: string, limit: number, setting: string): Quota {
  let used = 0;
  return {
    charge(count) {
      used += count;
      if (used <= limit) return;
      throw new Failure(
        "REQUEST_TOO_LARGE",
        `The request has ${used} ${noun}; at most ${limit} are allowed (${setting}).`,
      );
    },
  };
}

/**
 * Limits the size of the response. Counts at least one byte for each character, and never too many: a response
 * that fits is not rejected. The serialized response is measured once more.
 */
export class ResponseBudget {
  readonly #limit: number;
  #remaining: number;
  #isMutation = false;

  constructor(limit: number) {
    this.#limit = limit;
    this.#remaining = limit;
  }

  /** Whether the limit is exceeded: any further work is wasted. */
  get isExceeded(): boolean {
    return this.#remaining < 0;
  }

  /** The number of bytes that still fit; negative if the limit is exceeded. */
  get remaining(): number {
    return this.#remaining;
  }

  charge(bytes: number): void {
    this.#remaining -= bytes;
  }

  /** Records that a mutation has started: `failure` then says that it may have been applied. */
  markMutation(): void {
    this.#isMutation = true;
  }

  /** The error that replaces a response that is too large. */
  failure(): Failure {
    const message = `The response would be larger than ${this.#limit} bytes (MAX_RESPONSE_BYTES) and was not sent.`;
    const mutationNote = this.#isMutation
      ? " The mutation was applied nevertheless, unless it failed for another reason."
      : "";
    return new Failure("REQUEST_TOO_LARGE", `${message}${mutationNote}`);
  }
}
