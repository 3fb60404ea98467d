import { hash } from "node:crypto";

/** SHA-256 of a text in base64. Caches use it as the key in place of an access token. */
export function sha256(text: string): string {
  return hash("sha256", text, "base64");
}
