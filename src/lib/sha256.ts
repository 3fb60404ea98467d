import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** The SHA-256 digest of bytes, or of a text in UTF-8. */
export function sha256(data: Buffer | string): Buffer {
  return createHash("sha256").update(data).digest();
}
