import { expect, test } from "vitest";
import type { UserErrorFragment } from "../src/graph/generated/operations";
import { withEntries } from "../src/metadata/list/with-entries";
import { conflictOf } from "../src/metadata/save/conflict";
import { formErrorsOf } from "../src/metadata/save/form-errors";
import { entry } from "./support/entry";

const gold = entry({ value: "gold" });
const silver = entry({ value: "silver" });
const mine = "bWluZQ==";

test("there is a conflict where somebody else was faster, and only there", () => {
  expect(conflictOf(gold, gold, mine)).toBeUndefined();
  expect(conflictOf(undefined, undefined, mine)).toBeUndefined();
  expect(conflictOf(gold, silver, mine)).toEqual({ kind: "changed", theirs: silver });
  expect(conflictOf(gold, undefined, mine)).toEqual({ kind: "deleted" });
  expect(conflictOf(undefined, silver, mine)).toEqual({ kind: "added", theirs: silver });
});

test("who wanted the same has no conflict", () => {
  expect(conflictOf(gold, silver, silver.valueBase64)).toBeUndefined();
});

function error(code: UserErrorFragment["code"], field: string[] | null): UserErrorFragment {
  return { code, message: `about ${code}`, field, key: null };
}

test("each error comes to the field that its path means", () => {
  const errors = [
    error("KEY_TOO_LONG", ["entries", "0", "key"]),
    error("VALUE_EMPTY", ["entries", "0", "value"]),
    error("VALUE_INVALID", ["entries", "0", "valueBase64"]),
    error("VALUE_REQUIRED", ["entries", "0"]),
    error("USER_NOT_FOUND", ["userId"]),
    error("EMPTY_INPUT", null),
  ];
  expect(formErrorsOf(errors)).toEqual({
    key: "about KEY_TOO_LONG",
    value: "about VALUE_EMPTY about VALUE_INVALID",
    form: ["about VALUE_REQUIRED", "about USER_NOT_FOUND", "about EMPTY_INPUT"],
    unknown: [],
  });
});

test("a code that this page does not know is no mistake of the person, wherever its path leads", () => {
  const errors = formErrorsOf([error("%future added value", ["entries", "0", "key"])]);
  expect(errors).toEqual({ form: [], unknown: ["about %future added value"] });
});

test("the list has what is there now, in the order of keys", () => {
  const [a, b, c] = ["a", "b", "c"].map((key) => entry({ value: key }, key));
  if (a === undefined || b === undefined || c === undefined) throw new Error("three keys make three entries");
  expect(withEntries([a, c], ["b"], [b])).toEqual([a, b, c]);
  expect(withEntries([a, b, c], ["b"], [])).toEqual([a, c]);
  const other = entry({ value: "other" }, "a");
  expect(withEntries([a, c], ["a"], [other])).toEqual([other, c]);
});
