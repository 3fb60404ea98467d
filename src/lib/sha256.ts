import { hash } from "node:crypto";

/** The SHA-256 of a text, in base64: tokens are known by it. */
export function sha256(text: string): string {
  return hash("sha256", text, "base64");
}
