import { expect, it } from "vitest";
import { UserMetadataErrorCode } from "../../src/graphql/generated/types.js";
import { codesIn, tableBelow } from "../support/docs-tables.js";

it("documents the code of every userError in docs/errors.md", () => {
  const documented = tableBelow("userErrors", "errors").map(([code]) => codesIn(code)[0]);
  expect(documented).toEqual(Object.values(UserMetadataErrorCode));
});
