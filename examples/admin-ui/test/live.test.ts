import { expect, test } from "vitest";
import { changedKeys } from "../src/metadata/live/apply-change";
import { entry } from "./support/entry";

test("names the keys that were changed, added or deleted, in order", () => {
  const before = [
    entry({ value: "1" }, "same"),
    entry({ value: "1" }, "changed"),
    entry({ value: "1" }, "b"),
  ];
  const after = [entry({ value: "1" }, "same"), entry({ value: "2" }, "changed"), entry({ value: "1" }, "a")];
  expect(changedKeys(before, after)).toEqual(["a", "b", "changed"]);
});

test("does not name a key whose new value the page already displays", () => {
  const saving = { ...entry({ value: "2" }), id: "new:plan", digest: "" };
  expect(changedKeys([saving], [entry({ value: "2" })])).toEqual([]);
});
