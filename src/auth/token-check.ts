import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/caller.js";

/** A token that is good. */
export interface AcceptedToken {
  readonly caller: Caller;
  /** The moment (milliseconds since 1970) from which it is not; undefined where its check does not tell. */
  readonly expiresAt: number | undefined;
  /** Whether it would still be accepted as far as this process knows, without asking anybody. */
  readonly isStillValid?: () => boolean;
}

/** Who a token stands for. Throws UNAUTHENTICATED for a token that is not good, other Failures when that could not be found out. */
export type TokenCheck = (token: Secret) => Promise<AcceptedToken>;

export function rejectToken(why: string, cause?: unknown): Failure {
  return new Failure("UNAUTHENTICATED", `The access token is not accepted: ${why}.`, {}, { cause });
}
