import { Failure } from "../lib/failure.js";

/** How much metadata one request may have read, of however many users. */
export interface ReadBudget {
  /** Throws REQUEST_TOO_LARGE once more was taken than there is. Less than nothing gives back. */
  charge(bytes: number): void;
}

export function createReadBudget(limit: number): ReadBudget {
  let left = limit;
  let exceeded: Failure | undefined;
  return {
    charge(bytes) {
      // What was given back comes too late for a request that was refused: it must not begin to read again.
      if (exceeded !== undefined && bytes >= 0) throw exceeded;
      left -= bytes;
      if (left >= 0 || bytes < 0) return;
      // One for all users who come after: it is one line of the log.
      exceeded ??= new Failure(
        "REQUEST_TOO_LARGE",
        `The users of this request have more than ${limit} bytes of metadata together (four times MAX_RESPONSE_BYTES); ask for fewer at once.`,
      );
      throw exceeded;
    },
  };
}

/** For reads whose result is not kept. */
export const unlimitedBudget: ReadBudget = { charge: () => undefined };
