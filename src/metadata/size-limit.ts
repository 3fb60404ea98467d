import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "./entry.js";

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
