import { GraphQLError } from "graphql";

/** Why a field could not be answered: the codes that the metadata subgraph has, too. */
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

/** What an answer of ZITADEL with this status means for whoever asked; undefined: all is well. */
export function failureOf(status: number): GraphQLError | undefined {
  if (status === 200) return undefined;
  if (status === 401) {
    return failure(
      "UNAUTHENTICATED",
      "ZITADEL refuses the access token: it has expired, or it was asked for without the scope urn:zitadel:iam:org:project:id:zitadel:aud.",
    );
  }
  if (status === 403 || status === 404)
    return failure("FORBIDDEN", "ZITADEL does not let the caller do this.");
  if (status === 429) return failure("UPSTREAM_RATE_LIMITED", "ZITADEL takes no more calls for now.");
  if (status >= 500) return failure("UPSTREAM_UNAVAILABLE", `ZITADEL answered ${status}.`);
  return failure("UPSTREAM_INVALID_RESPONSE", `ZITADEL answered ${status}, which is not foreseen.`);
}
