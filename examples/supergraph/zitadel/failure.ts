import { GraphQLError } from "graphql";

/** Error codes. The metadata subgraph uses the same codes. */
export type Code =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "BAD_USER_INPUT"
  | "UPSTREAM_UNAVAILABLE"
  | "UPSTREAM_TIMEOUT"
  | "UPSTREAM_RATE_LIMITED"
  | "UPSTREAM_INVALID_RESPONSE";

export function failure(code: Code, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Converts ZITADEL's HTTP status to an error for the caller; undefined for 200. */
export function failureForStatus(status: number): GraphQLError | undefined {
  if (status === 200) return undefined;
  if (status === 401) {
    return failure(
      "UNAUTHENTICATED",
      "ZITADEL rejected the access token. It has expired, or it lacks the scope urn:zitadel:iam:org:project:id:zitadel:aud.",
    );
  }
  if (status === 403 || status === 404)
    return failure("FORBIDDEN", "You do not have permission to perform this operation.");
  if (status === 429)
    return failure("UPSTREAM_RATE_LIMITED", "ZITADEL rate limit exceeded. Try again later.");
  if (status >= 500) return failure("UPSTREAM_UNAVAILABLE", `ZITADEL returned status ${status}.`);
  return failure("UPSTREAM_INVALID_RESPONSE", `ZITADEL returned the unexpected status ${status}.`);
}

/** The failure of a request without an access token. */
export function missingToken(): GraphQLError {
  return failure(
    "UNAUTHENTICATED",
    "This field requires an access token. Send the header `Authorization: Bearer <token>`.",
  );
}
