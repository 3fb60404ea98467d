import { Failure } from "../lib/failure.js";
import type { MetadataEntry } from "../metadata/entry.js";

/** REQUEST_TOO_LARGE when an owner's values are larger together than is allowed. */
export function oversizeOf(entries: Iterable<MetadataEntry>, maxBytes: number): Failure | undefined {
  let bytes = 0;
  for (const entry of entries) bytes += entry.bytes.length;
  return bytes <= maxBytes ? undefined : oversize(maxBytes);
}

export function oversize(maxBytes: number): Failure {
  return new Failure(
    "REQUEST_TOO_LARGE",
    `This user has more than ${maxBytes} bytes of metadata (LIMIT_OWNER_BYTES).`,
  );
}
