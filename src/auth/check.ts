import { Failure } from "../lib/failure.js";
import type { Secret } from "../lib/secret.js";
import type { Caller } from "../metadata/access.js";

/** Who an access token stands for. Throws UNAUTHENTICATED for a token that is not good, other Failures when that could not be found out. */
export type TokenCheck = (accessToken: Secret) => Promise<Caller>;

export function refused(why: string, cause?: unknown): Failure {
  return new Failure("UNAUTHENTICATED", `The access token is not accepted: ${why}.`, {}, { cause });
}

/** Whether a token was meant for us: one of its audiences must be one of ours. */
export function requireAudience(audiences: unknown, ours: readonly string[]): void {
  const theirs: readonly unknown[] = Array.isArray(audiences) ? audiences : [audiences];
  if (ours.some((audience) => theirs.includes(audience))) return;
  throw refused(
    `it was not issued for this API; the application must belong to the project or ask for the scope urn:zitadel:iam:org:project:id:${ours[0] ?? ""}:aud at login`,
  );
}
