import { Failure } from "../lib/failure.js";

/** How much metadata one request may have read, of however many users. */
export interface ReadBudget {
  /** Throws REQUEST_TOO_LARGE once more was taken than there is. Less than nothing gives back. */
  take(bytes: number): void;
}

export function createReadBudget(limit: number): ReadBudget {
  let left = limit;
  let refusal: Failure | undefined;
  return {
    take(bytes) {
      // What was given back comes too late for a request that was refused: it must not begin to read again.
      if (refusal !== undefined && bytes >= 0) throw refusal;
      left -= bytes;
      if (left >= 0 || bytes < 0) return;
      // One for all users who come after: it is one line of the log.
      refusal ??= new Failure(
        "REQUEST_TOO_LARGE",
        `The users of this request have more than ${limit} bytes of metadata together (four times LIMIT_ANSWER_BYTES); ask for fewer at once.`,
      );
      throw refusal;
    },
  };
}

/** For reads whose result is not kept. */
export const unlimited: ReadBudget = { take: () => undefined };
