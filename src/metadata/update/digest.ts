import { Buffer } from "node:buffer";
import { sha256 } from "../../lib/hash.js";

const digestBytes = 16;

/** The digest of an entry, which changes when its value does. Opaque to clients. */
export function digestOf(key: string, value: Buffer): string {
  // Keys cannot contain the zero byte.
  const hash = sha256(Buffer.concat([Buffer.from(`${key}\0`, "utf8"), value]));
  return hash.subarray(0, digestBytes).toString("base64url");
}
