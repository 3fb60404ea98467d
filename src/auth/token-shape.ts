import { decodeProtectedHeader } from "jose";

/**
 * Whether a token is a JWT of ZITADEL's: three parts and a header with a key id. Its opaque tokens have one part or, since
 * they look like JWE, five.
 */
export function isJwt(token: string): boolean {
  if (token.split(".").length !== 3) return false;
  try {
    return typeof decodeProtectedHeader(token).kid === "string";
  } catch {
    return false;
  }
}
