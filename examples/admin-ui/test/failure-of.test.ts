import { CombinedGraphQLErrors, ServerError } from "@apollo/client/errors";
import { expect, test } from "vitest";
import { failureOf } from "../src/graph/failure-of";

function answered(...codes: (string | undefined)[]): CombinedGraphQLErrors {
  const errors = codes.map((code) => ({
    message: `about ${String(code)}`,
    ...(code !== undefined && { extensions: { code } }),
  }));
  return new CombinedGraphQLErrors({ errors });
}

test.each([
  ["UNAUTHENTICATED", "signedOut"],
  ["FORBIDDEN", "refused"],
  ["INSUFFICIENT_SCOPE", "refused"],
  ["UPSTREAM_UNAVAILABLE", "outage"],
  ["UPSTREAM_TIMEOUT", "outage"],
  ["OVERLOADED", "outage"],
  ["WRITE_OUTCOME_UNKNOWN", "unknownOutcome"],
  ["BAD_USER_INPUT", "mistake"],
])("%s is %s", (code, kind) => {
  for (const during of ["read", "write"] as const)
    expect(failureOf(answered(code), during)).toEqual({ kind, code, message: `about ${code}` });
});

test.each(["INTERNAL_SERVER_ERROR", "SOMETHING_NEW", undefined])(
  "%s is a fault for who reads; a write may have been done",
  (code) => {
    expect(failureOf(answered(code), "read").kind).toBe("fault");
    expect(failureOf(answered(code), "write").kind).toBe("unknownOutcome");
  },
);

test("of several the one counts that says most about what to do", () => {
  expect(failureOf(answered("UPSTREAM_TIMEOUT", "UNAUTHENTICATED", "FORBIDDEN"), "read").kind).toBe(
    "signedOut",
  );
  expect(failureOf(answered("UPSTREAM_TIMEOUT", "FORBIDDEN"), "read").kind).toBe("refused");
});

test("a gateway that does not answer is an outage for who reads; a write may have been done", () => {
  const gone = new TypeError("Failed to fetch");
  expect(failureOf(gone, "read").kind).toBe("outage");
  expect(failureOf(gone, "write").kind).toBe("unknownOutcome");
});

test.each([
  [401, "signedOut"],
  [502, "outage"],
])("status %i without an answer is %s", (status, kind) => {
  const error = new ServerError("no JSON", { response: new Response(null, { status }), bodyText: "" });
  expect(failureOf(error, "read").kind).toBe(kind);
});
