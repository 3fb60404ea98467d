import { decodeJwt, decodeProtectedHeader } from "jose";

export type TokenShape = "jwt" | "id_token" | "opaque";

/**
 * The form of a token that is not verified yet; it only selects the check. ZITADEL's JWTs have three parts
 * and a key id in the header. Its opaque tokens have one part, or five in the form of JWE. Its ID tokens have
 * no `jti`.
 */
export function detectTokenShape(token: string): TokenShape {
  if (token.split(".").length !== 3) return "opaque";
  try {
    if (typeof decodeProtectedHeader(token).kid !== "string") return "opaque";
    return decodeJwt(token).jti === undefined ? "id_token" : "jwt";
  } catch {
    return "opaque";
  }
}
