import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

export function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
