import { decodeJwt, decodeProtectedHeader } from "jose";

export type TokenShape = "jwt" | "id_token" | "opaque";

/**
 * What a token looks like, before anything of it is verified: it decides only who verifies. ZITADEL's JWTs have three parts and a
 * header with a key id, its opaque tokens one part or, since they look like JWE, five. Its ID tokens have no `jti`.
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
