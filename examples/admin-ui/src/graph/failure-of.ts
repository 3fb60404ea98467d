import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import type { Failure, FailureKind } from "./failure";

const kinds = new Map<string, FailureKind>([
  ["UNAUTHENTICATED", "signedOut"],
  ["FORBIDDEN", "refused"],
  ["METADATA_SCOPE_MISSING", "refused"],
  ["WRITE_OUTCOME_UNKNOWN", "unknownOutcome"],
  ["UPSTREAM_UNAVAILABLE", "outage"],
  ["UPSTREAM_TIMEOUT", "outage"],
  ["UPSTREAM_RATE_LIMITED", "outage"],
  ["UPSTREAM_MALFORMED", "outage"],
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
    const failures = error.errors.map(({ message, extensions }) => told(message, extensions?.code));
    return (
      gravest
        .map((kind) => failures.find((failure) => failure.kind === kind))
        .find((failure) => failure !== undefined) ?? { kind: "fault", message: error.message }
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

function told(message: string, code: unknown): Failure {
  if (typeof code !== "string") return { kind: "fault", message };
  return { kind: kinds.get(code) ?? "fault", message, code };
}
