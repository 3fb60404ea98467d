import { GraphQLError } from "graphql";
import { describe, expect, it } from "vitest";
import { createFormatError } from "../../src/graphql/errors/errors.js";
import { Failure } from "../../src/lib/failure.js";

describe("an error in a response", () => {
  it("contains only an error id for a bug; the log has the details under this id", () => {
    const reported: unknown[] = [];
    const format = createFormatError((report) => reported.push(report));
    const bug = new TypeError("cannot read properties of undefined (reading 's3cret')");
    const error = new GraphQLError(bug.message, { originalError: bug, path: ["me"] });
    const formatted = format(
      { message: bug.message, path: ["me"], extensions: { code: "INTERNAL_SERVER_ERROR" } },
      error,
    );
    const errorId = formatted.extensions?.["errorId"];
    expect(formatted).toMatchObject({ path: ["me"], extensions: { code: "INTERNAL_SERVER_ERROR" } });
    expect(formatted.message).toContain(errorId);
    expect(JSON.stringify(formatted)).not.toContain("s3cret");
    expect(reported).toEqual([{ level: "error", code: "INTERNAL_SERVER_ERROR", cause: bug, error, errorId }]);
  });

  it("has the message, code and details of a Failure, however deeply it is wrapped", () => {
    const format = createFormatError(() => undefined);
    const failure = new Failure("FORBIDDEN", "No.", { zitadelErrorId: "AUTH-1" });
    const wrapped = new GraphQLError("No.", {
      originalError: new GraphQLError("No.", { originalError: failure }),
    });
    expect(format({ message: "No." }, wrapped)).toEqual({
      message: "No.",
      extensions: { code: "FORBIDDEN", zitadelErrorId: "AUTH-1" },
    });
  });

  it("hides the message of a misconfiguration from clients", () => {
    const format = createFormatError(() => undefined);
    const failure = new Failure("MISCONFIGURED", "http://zitadel.internal:8080 returned 404");
    const { message, extensions } = format({ message: failure.message }, failure);
    expect(message).not.toContain("zitadel.internal");
    expect(extensions).toEqual({ code: "MISCONFIGURED" });
  });
});
