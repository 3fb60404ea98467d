import { decodeJwt, decodeProtectedHeader } from "jose";
import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/caller.js";

/** A valid token. */
export interface AcceptedToken {
  readonly caller: Caller;
  /** Expiry in milliseconds since 1970; undefined if the check does not report it. */
  readonly expiresAt: number | undefined;
  /** Whether the token is still valid, as far as this process can check without a call to ZITADEL. */
  readonly isStillValid?: () => boolean;
}

/**
 * Validates a token. Throws UNAUTHENTICATED for an invalid token, and other Failures if it could not be
 * checked.
 */
export type TokenCheck = (token: Secret) => Promise<AcceptedToken>;

/** `problem` continues "The access token …"; `remedy` is a sentence for the client. */
export function rejectToken(
  problem: string,
  { remedy = "Get a new access token.", cause }: { readonly remedy?: string; readonly cause?: unknown } = {},
): Failure {
  return new Failure("UNAUTHENTICATED", `The access token ${problem}. ${remedy}`, {}, { cause });
}

export function rejectIssuer(): Failure {
  return rejectToken("was issued by another ZITADEL instance, or under another domain of this instance", {
    remedy: "Log in at the address that this subgraph is configured for (ZITADEL_ISSUER).",
  });
}

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
