import { Failure } from "../../lib/failure.js";

/** A number of things that one request may have, wherever in it they are. */
export interface Quota {
  /** Throws REQUEST_TOO_LARGE once more was taken than there is. */
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

/** How large the answer may become; what is past it is known while fields resolve, long before there is an answer. */
export interface ResponseBudget {
  /** Whether more was taken than there is: then whatever else is done is done for nothing. */
  readonly isExceeded: boolean;
  charge(bytes: number): void;
  /** Takes what the text will be in the answer: a control character takes six bytes there. */
  chargeText(text: string): void;
  /** Takes what the value will be in the answer; `textLength`: of JSON text that says the same. */
  chargeJson(value: unknown, textLength?: number): void;
  /** A change was begun; a caller who does not learn of it would make it again. */
  markMutation(): void;
  /** What stands in the place of an answer that is too large. */
  failure(): Failure;
}

/** No character of text takes more bytes in JSON, and no number grows more when it is written in another way. */
const maxBytesPerCharacter = 6;

/**
 * As long as even the worst would fit, nothing is measured. From then on everything is, so an answer can become twice as
 * large at most before it is known to be too large; what is sent is measured once more.
 */
export function createResponseBudget(limit: number): ResponseBudget {
  let minBytes = 0;
  let maxBytes = 0;
  let isMutation = false;

  function measure(value: unknown, minLength: number, textLength: number): void {
    const maxLength = maxBytesPerCharacter * textLength + 4;
    if (maxBytes + maxLength <= limit) {
      minBytes += minLength;
      maxBytes += maxLength;
      return;
    }
    const bytes = Buffer.byteLength(JSON.stringify(value ?? null));
    minBytes += bytes;
    maxBytes += bytes;
  }

  return {
    get isExceeded() {
      return minBytes > limit;
    },
    charge(bytes) {
      minBytes += bytes;
      maxBytes += bytes;
    },
    chargeText(text) {
      measure(text, text.length + 2, text.length);
    },
    chargeJson(value, textLength = Infinity) {
      measure(value, 1, textLength);
    },
    markMutation() {
      isMutation = true;
    },
    failure() {
      const message = `The answer would be larger than ${limit} bytes (MAX_RESPONSE_BYTES), so none of it is sent.`;
      const mutationNote = isMutation
        ? " The change was made all the same, unless it failed for another reason."
        : "";
      return new Failure("REQUEST_TOO_LARGE", `${message}${mutationNote}`);
    },
  };
}
