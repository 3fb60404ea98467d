import { Failure } from "../lib/failure.js";

/** What a refusal means that our own service user met: its set-up is wrong, the caller is not. */
export function toServiceUserFailure(failure: Failure): Failure {
  if (failure.code !== "FORBIDDEN" && failure.code !== "INSUFFICIENT_SCOPE") return failure;
  return new Failure(
    "MISCONFIGURED",
    'ZITADEL does not let our service user (ZITADEL_SERVICE_USER_…) do what a rule with `"as": "service"` allows: it needs a role such as ORG_USER_MANAGER in the organisation of the user.',
    failure.details,
    { cause: failure },
  );
}

/** Runs a call that is made with our own service user's token. */
export async function asServiceUser<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof Failure ? toServiceUserFailure(error) : error;
  }
}
