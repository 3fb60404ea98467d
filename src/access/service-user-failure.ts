import { Failure } from "../lib/failure.js";

/** Turns a rejection of the service user into MISCONFIGURED: the caller is not at fault. */
export function toServiceUserFailure(failure: Failure): Failure {
  if (failure.code !== "FORBIDDEN" && failure.code !== "INSUFFICIENT_SCOPE") return failure;
  return new Failure(
    "MISCONFIGURED",
    'ZITADEL rejected a call of the service user (ZITADEL_SERVICE_USER_…) for a rule with "as": "service". Give the service user a role such as ORG_USER_MANAGER in the organization of the user whose metadata is accessed.',
    failure.details,
    { cause: failure },
  );
}

/** Awaits a call that uses the service user's token. */
export async function asServiceUser<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof Failure ? toServiceUserFailure(error) : error;
  }
}
