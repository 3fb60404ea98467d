import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import { expect, test } from "vitest";
import { toFailure } from "../src/graph/to-failure";

function errorsWith(...codes: (string | undefined)[]): CombinedGraphQLErrors {
  const errors = codes.map((code) => ({
    message: `about ${String(code)}`,
    ...(code !== undefined && { extensions: { code } }),
  }));
  return new CombinedGraphQLErrors({ errors });
}

test.each([
  ["UNAUTHENTICATED", "signedOut"],
  ["FORBIDDEN", "forbidden"],
  ["INSUFFICIENT_SCOPE", "forbidden"],
  ["UPSTREAM_UNAVAILABLE", "outage"],
  ["UPSTREAM_TIMEOUT", "outage"],
  ["OVERLOADED", "outage"],
  ["WRITE_OUTCOME_UNKNOWN", "unknownOutcome"],
  ["BAD_USER_INPUT", "invalid"],
])("maps %s to %s", (code, kind) => {
  for (const during of ["read", "write"] as const)
    expect(toFailure(errorsWith(code), during)).toEqual({ kind, code, message: `about ${code}` });
});

test.each([
  "GATEWAY_TIMEOUT",
  "SUBREQUEST_HTTP_ERROR",
  "DOWNSTREAM_SERVICE_ERROR",
  "SOMETHING_NEW",
  undefined,
])("maps a gateway's own code %s to outage for a read and to unknownOutcome for a write", (code) => {
  expect(toFailure(errorsWith(code), "read").kind).toBe("outage");
  expect(toFailure(errorsWith(code), "write").kind).toBe("unknownOutcome");
});

test("maps INTERNAL_SERVER_ERROR to serverError for a read and to unknownOutcome for a write", () => {
  expect(toFailure(errorsWith("INTERNAL_SERVER_ERROR"), "read").kind).toBe("serverError");
  expect(toFailure(errorsWith("INTERNAL_SERVER_ERROR"), "write").kind).toBe("unknownOutcome");
});

test.each(["MISCONFIGURED", "GRAPHQL_VALIDATION_FAILED"])("maps %s to serverError", (code) => {
  for (const during of ["read", "write"] as const)
    expect(toFailure(errorsWith(code), during).kind).toBe("serverError");
});

test("reports the most important of several errors", () => {
  expect(toFailure(errorsWith("UPSTREAM_TIMEOUT", "UNAUTHENTICATED", "FORBIDDEN"), "read").kind).toBe(
    "signedOut",
  );
  expect(toFailure(errorsWith("UPSTREAM_TIMEOUT", "FORBIDDEN"), "read").kind).toBe("forbidden");
});

test("maps a network failure to outage for a read and to unknownOutcome for a write", () => {
  const networkError = new TypeError("Failed to fetch");
  expect(toFailure(networkError, "read").kind).toBe("outage");
  expect(toFailure(networkError, "write").kind).toBe("unknownOutcome");
});

test.each([
  [401, "signedOut"],
  [502, "outage"],
])("maps status %i without a GraphQL response to %s", (status, kind) => {
  const error = new ServerError("not JSON", { response: new Response(null, { status }), bodyText: "" });
  expect(toFailure(error, "read").kind).toBe(kind);
});
