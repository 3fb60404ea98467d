import { CompactEncrypt } from "jose";
import { randomBytes } from "node:crypto";

const key = randomBytes(32);

/** An opaque token: a compact JWE. Refresh tokens have a key id in the header. */
export async function createOpaqueToken(text: string, kid?: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg: "A256GCMKW", enc: "A256GCM", ...(kid !== undefined && { kid }) })
    .encrypt(key);
}
