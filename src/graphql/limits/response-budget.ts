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
 * Limits the size of the response. Exceeding it is noticed while fields resolve, before the response is
 * complete.
 */
export interface ResponseBudget {
  /** Whether the limit is exceeded: any further work is wasted. */
  readonly isExceeded: boolean;
  charge(bytes: number): void;
  /** Charges the size of the text as JSON, in which a control character takes six bytes. */
  chargeText(text: string): void;
  /** Charges the size of the value as JSON. `textLength`: length of the JSON text that it was parsed from. */
  chargeJson(value: unknown, textLength?: number): void;
  /** Records that a mutation has started: `failure` then says that it may have been applied. */
  markMutation(): void;
  /** The error that replaces a response that is too large. */
  failure(): Failure;
}

/** Maximum size of a character as JSON. Reformatted numbers do not grow by more than this factor either. */
const maxBytesPerCharacter = 6;

/**
 * Estimates sizes as long as the maximum estimate fits, and measures exactly from then on. A response may
 * therefore become twice as large as the limit before it is found too large; the serialized response is
 * measured once more.
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
      const message = `The response would be larger than ${limit} bytes (MAX_RESPONSE_BYTES) and was not sent.`;
      const mutationNote = isMutation
        ? " The mutation was applied nevertheless, unless it failed for another reason."
        : "";
      return new Failure("REQUEST_TOO_LARGE", `${message}${mutationNote}`);
    },
  };
}
