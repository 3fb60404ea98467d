import { expect, test } from "vitest";
import type { UserErrorFragment } from "../src/graph/generated/operations";
import { replaceEntries } from "../src/metadata/list/replace-entries";
import { conflictOf, isConflict } from "../src/metadata/save/conflict";
import { formErrorsOf } from "../src/metadata/save/form-errors";
import { entry } from "./support/entry";

const gold = entry({ value: "gold" });
const silver = entry({ value: "silver" });
const myValue = "bWluZQ==";

test("names the change of another user", () => {
  expect(conflictOf(gold, silver, myValue)).toEqual({ kind: "changed", theirs: silver });
  expect(conflictOf(gold, undefined, myValue)).toEqual({ kind: "deleted" });
  expect(conflictOf(undefined, silver, myValue)).toEqual({ kind: "added", theirs: silver });
});

test("offers a choice only if every key was rejected because it has changed", () => {
  const changed = error("VALUE_CHANGED", ["set", "0", "ifDigest"]);
  expect(isConflict([changed])).toBe(true);
  expect(isConflict([changed, error("KEY_NOT_WRITABLE", ["set", "1", "key"])])).toBe(false);
  expect(isConflict([])).toBe(false);
});

test("reports no conflict if the other user saved the same value", () => {
  expect(conflictOf(gold, silver, silver.valueBase64)).toBeUndefined();
});

function error(code: UserErrorFragment["code"], field: string[] | null): UserErrorFragment {
  return { code, message: `about ${code}`, field, key: null };
}

test("assigns each error to the field that its path names", () => {
  const errors = [
    error("KEY_TOO_LONG", ["set", "0", "key"]),
    error("VALUE_EMPTY", ["set", "0", "value"]),
    error("VALUE_INVALID", ["set", "0", "valueBase64"]),
    error("VALUE_REQUIRED", ["set", "0"]),
    error("USER_NOT_FOUND", ["userId"]),
    error("EMPTY_INPUT", null),
  ];
  expect(formErrorsOf(errors)).toEqual({
    key: "Enter a shorter key. 200 characters are the maximum.",
    value:
      "Enter a value. To remove the key, delete it in the list. The value contains a character that cannot be stored.",
    form: [
      "Enter a value.",
      "This user no longer exists, or you may not view them.",
      "Select at least one key.",
    ],
    unknown: [],
  });
});

test("does not report an unknown code as an error of a field", () => {
  const errors = formErrorsOf([error("%future added value", ["set", "0", "key"])]);
  expect(errors).toEqual({ form: [], unknown: ["about %future added value"] });
});

test("replaces entries in the list and keeps the order of keys", () => {
  const [a, b, c] = ["a", "b", "c"].map((key) => entry({ value: key }, key));
  if (a === undefined || b === undefined || c === undefined) throw new Error("expected three entries");
  expect(replaceEntries([a, c], ["b"], [b])).toEqual([a, b, c]);
  expect(replaceEntries([a, b, c], ["b"], [])).toEqual([a, c]);
  const other = entry({ value: "other" }, "a");
  expect(replaceEntries([a, c], ["a"], [other])).toEqual([other, c]);
});
