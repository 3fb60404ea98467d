import { expect, it } from "vitest";
import { UserMetadataErrorCode } from "../../src/graphql/generated/types.js";
import { readCodes, readTable } from "../support/docs-tables.js";

it("documents the code of every userError in docs/errors.md", () => {
  const documented = readTable("userErrors", "errors").map(([code]) => readCodes(code)[0]);
  expect(documented).toEqual(Object.values(UserMetadataErrorCode));
});
