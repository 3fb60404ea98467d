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
  return rejectToken("was issued by another ZITADEL instance", {
    remedy: "Log in at the instance of this subgraph.",
  });
}
