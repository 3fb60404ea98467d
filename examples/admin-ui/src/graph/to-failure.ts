import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import type { Failure, FailureKind } from "./failure";

const kinds = new Map<string, FailureKind>([
  ["UNAUTHENTICATED", "signedOut"],
  ["FORBIDDEN", "forbidden"],
  ["INSUFFICIENT_SCOPE", "forbidden"],
  ["WRITE_OUTCOME_UNKNOWN", "unknownOutcome"],
  ["UPSTREAM_UNAVAILABLE", "outage"],
  ["UPSTREAM_TIMEOUT", "outage"],
  ["UPSTREAM_RATE_LIMITED", "outage"],
  ["UPSTREAM_INVALID_RESPONSE", "outage"],
  ["OVERLOADED", "outage"],
  ["BAD_USER_INPUT", "invalid"],
  ["REQUEST_TOO_LARGE", "invalid"],
]);

/** Failure kinds, most important first. Of several errors, the most important one is reported. */
const bySeverity: readonly FailureKind[] = [
  "signedOut",
  "unknownOutcome",
  "forbidden",
  "outage",
  "invalid",
  "serverError",
];

/**
 * Classifies an error of the GraphQL client. A write without a response may still have been executed, so its
 * failure kind differs from that of a read.
 */
export function toFailure(error: unknown, during: "read" | "write"): Failure {
  if (CombinedGraphQLErrors.is(error)) {
    const failures = error.errors.map(({ message, extensions }) =>
      fromCode(message, extensions?.code, during),
    );
    return (
      bySeverity
        .map((kind) => failures.find((failure) => failure.kind === kind))
        .find((failure) => failure !== undefined) ?? fromCode(error.message, undefined, during)
    );
  }
  if (ServerError.is(error) && error.statusCode === 401) {
    return { kind: "signedOut", message: "The gateway rejected the access token." };
  }
  return {
    kind: during === "write" ? "unknownOutcome" : "outage",
    message: ServerError.is(error)
      ? `The gateway returned status ${error.statusCode} without a GraphQL response.`
      : "The gateway did not respond.",
  };
}

/** After a write, an unknown code means that the outcome is unknown. */
function fromCode(message: string, code: unknown, during: "read" | "write"): Failure {
  const unknownKind = during === "write" ? "unknownOutcome" : "serverError";
  if (typeof code !== "string") return { kind: unknownKind, message };
  return { kind: kinds.get(code) ?? unknownKind, message, code };
}
