import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "./entry.js";

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

/** Returns REQUEST_TOO_LARGE if a user's values exceed the limit in total. */
export function sizeLimitFailure(entries: Iterable<MetadataEntry>, maxBytes: number): Failure | undefined {
  return bytesOf(entries) <= maxBytes ? undefined : tooLarge(maxBytes);
}

export function tooLarge(maxBytes: number): Failure {
  return new Failure(
    "REQUEST_TOO_LARGE",
    `This user has more than ${maxBytes} bytes of metadata (MAX_USER_METADATA_BYTES).`,
  );
}

export function bytesOf(entries: Iterable<MetadataEntry>): number {
  let sum = 0;
  for (const { bytes } of entries) sum += bytes.length;
  return sum;
}
