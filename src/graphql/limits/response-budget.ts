import { Failure } from "../../lib/failure.js";

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
export interface ResponseBudget {
  /** Whether more was taken than there is: then whatever else is done is done for nothing. */
  readonly isExceeded: boolean;
  take(bytes: number): void;
  /** Takes what the text will be in the answer: a control character takes six bytes there. */
  takeText(text: string): void;
  /** Takes what the value will be in the answer; `textLength`: of JSON text that says the same. */
  takeJson(value: unknown, textLength?: number): void;
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
export function createAnswerBudget(limit: number): ResponseBudget {
  let atLeast = 0;
  let atMost = 0;
  let isChange = false;

  function measure(value: unknown, shortest: number, textLength: number): void {
    const worst = maxBytesPerCharacter * textLength + 4;
    if (atMost + worst <= limit) {
      atLeast += shortest;
      atMost += worst;
      return;
    }
    const bytes = Buffer.byteLength(JSON.stringify(value ?? null));
    atLeast += bytes;
    atMost += bytes;
  }

  return {
    get isExceeded() {
      return atLeast > limit;
    },
    take(bytes) {
      atLeast += bytes;
      atMost += bytes;
    },
    takeText(text) {
      measure(text, text.length + 2, text.length);
    },
    takeJson(value, textLength = Infinity) {
      measure(value, 1, textLength);
    },
    markMutation() {
      isChange = true;
    },
    failure() {
      const words = `The answer would be larger than ${limit} bytes (MAX_RESPONSE_BYTES), so none of it is sent.`;
      const done = isChange ? " The change was made all the same, unless it failed for another reason." : "";
      return new Failure("REQUEST_TOO_LARGE", `${words}${done}`);
    },
  };
}
