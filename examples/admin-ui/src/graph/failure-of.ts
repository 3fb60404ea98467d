import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import type { Failure, FailureKind } from "./failure";

const kinds = new Map<string, FailureKind>([
  ["UNAUTHENTICATED", "signedOut"],
  ["FORBIDDEN", "refused"],
  ["INSUFFICIENT_SCOPE", "refused"],
  ["WRITE_OUTCOME_UNKNOWN", "unknownOutcome"],
  ["UPSTREAM_UNAVAILABLE", "outage"],
  ["UPSTREAM_TIMEOUT", "outage"],
  ["UPSTREAM_RATE_LIMITED", "outage"],
  ["UPSTREAM_INVALID_RESPONSE", "outage"],
  ["OVERLOADED", "outage"],
  ["BAD_USER_INPUT", "mistake"],
  ["REQUEST_TOO_LARGE", "mistake"],
]);

/** Of several errors the one that says most about what to do. */
const gravest: readonly FailureKind[] = [
  "signedOut",
  "unknownOutcome",
  "refused",
  "outage",
  "mistake",
  "fault",
];

/** What kind of failure an error of the GraphQL client is. `during`: what is not answered may still have been written. */
export function failureOf(error: unknown, during: "read" | "write"): Failure {
  if (CombinedGraphQLErrors.is(error)) {
    const failures = error.errors.map(({ message, extensions }) => told(message, extensions?.code, during));
    return (
      gravest
        .map((kind) => failures.find((failure) => failure.kind === kind))
        .find((failure) => failure !== undefined) ?? told(error.message, undefined, during)
    );
  }
  if (ServerError.is(error) && error.statusCode === 401) {
    return { kind: "signedOut", message: "The gateway does not accept this session any more." };
  }
  return {
    kind: during === "write" ? "unknownOutcome" : "outage",
    message: ServerError.is(error)
      ? `The gateway answered with status ${error.statusCode} and nothing to work with.`
      : "The gateway did not answer.",
  };
}

/** Whoever wrote and is told something unheard of does not know what became of it. */
function told(message: string, code: unknown, during: "read" | "write"): Failure {
  const unheardOf = during === "write" ? "unknownOutcome" : "fault";
  if (typeof code !== "string") return { kind: unheardOf, message };
  return { kind: kinds.get(code) ?? unheardOf, message, code };
}
