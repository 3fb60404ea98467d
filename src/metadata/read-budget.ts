import { Failure } from "../lib/failure.js";

/** Limit on the bytes of metadata that one request may read, for all its users together. */
export interface ReadBudget {
  /** Throws REQUEST_TOO_LARGE once the limit is exceeded. A negative number of bytes is a refund. */
  charge(bytes: number): void;
}

export function createReadBudget(limit: number): ReadBudget {
  let remaining = limit;
  let exceeded: Failure | undefined;
  return {
    charge(bytes) {
      // A refund does not reset an exceeded budget: the request has failed and must not start to read again.
      if (exceeded !== undefined && bytes >= 0) throw exceeded;
      remaining -= bytes;
      if (remaining >= 0 || bytes < 0) return;
      // All later users share one Failure, so that it is logged once.
      exceeded ??= new Failure(
        "REQUEST_TOO_LARGE",
        `The users in this request have more than ${limit} bytes of metadata in total (four times MAX_RESPONSE_BYTES). Request fewer users per operation.`,
      );
      throw exceeded;
    },
  };
}

/** Budget for reads whose entries are not returned to a client. */
export const unlimitedBudget: ReadBudget = { charge: () => undefined };
