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
  ["NOT_SUPPORTED", "invalid"],
  ["TOO_MANY_MATCHES", "invalid"],
  ["MISCONFIGURED", "serverError"],
  ["GRAPHQL_PARSE_FAILED", "serverError"],
  ["GRAPHQL_VALIDATION_FAILED", "serverError"],
]);

/** The code of an uncaught error, which says nothing about its cause. */
const bugCode = "INTERNAL_SERVER_ERROR";

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

/**
 * An unknown code, or none, is one of the gateway, which reports timeouts and unavailable subgraphs with codes
 * of its own. After a write it means that the outcome is unknown.
 */
function fromCode(message: string, code: unknown, during: "read" | "write"): Failure {
  const unknownKind = during === "write" ? "unknownOutcome" : code === bugCode ? "serverError" : "outage";
  if (typeof code !== "string") return { kind: unknownKind, message };
  return { kind: kinds.get(code) ?? unknownKind, message, code };
}
