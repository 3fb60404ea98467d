import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** The SHA-256 digest of bytes, or of a text in UTF-8. */
export function sha256(data: Buffer | string): Buffer {
  return createHash("sha256").update(data).digest();
}

/** FNV-1a with 32 bits, as an integer that V8 stores without allocation. Not for secrets. */
export function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
