import { expect, test } from "vitest";
import { draftOf, convertTo, inputOf, isSame, problemOf } from "../src/metadata/edit/draft";
import { entry } from "./support/entry";

test("opens an entry in the mode that suits its value", () => {
  expect(draftOf(entry({ value: "gold" })).mode).toBe("text");
  expect(draftOf(entry({ value: "[1]" })).mode).toBe("json");
  expect(draftOf(entry({ valueBase64: "/w==" }))).toEqual({ key: "plan", mode: "base64", input: "/w==" });
});

test("converts a value to another mode and back", () => {
  const draft = draftOf(entry({ value: "gold" }));
  const base64 = convertTo(draft, "base64");
  expect(base64).toEqual({ key: "plan", mode: "base64", input: "Z29sZA==" });
  expect(base64 && convertTo(base64, "text")).toEqual(draft);
});

test("does not convert bytes that are not UTF-8 to text", () => {
  expect(convertTo(draftOf(entry({ valueBase64: "/w==" })), "text")).toBeUndefined();
});

test("treats a different key or value as a change, but not a different mode", () => {
  const draft = draftOf(entry({ value: "gold" }));
  expect(isSame(draft, { key: "plan", mode: "base64", input: "Z29s\nZA" })).toBe(true);
  expect(isSame(draft, { ...draft, input: "silver" })).toBe(false);
  expect(isSame(draft, { ...draft, key: "plans" })).toBe(false);
  expect(isSame(draft, { ...draft, mode: "base64", input: "not base64!" })).toBe(false);
});

test("sends text as value and bytes as valueBase64", () => {
  expect(inputOf({ key: "a", mode: "json", input: "{}" })).toEqual({ key: "a", value: "{}" });
  expect(inputOf({ key: "a", mode: "base64", input: "/w\n==" })).toEqual({ key: "a", valueBase64: "/w==" });
});

test("reports only invalid JSON and invalid base64 before sending", () => {
  expect(problemOf({ key: "", mode: "text", input: "" })).toBeUndefined();
  expect(problemOf({ key: "", mode: "json", input: "{}" })).toBeUndefined();
  expect(problemOf({ key: "", mode: "json", input: "{" })).toContain("Invalid JSON");
  expect(problemOf({ key: "", mode: "base64", input: "?" })).toContain("Invalid base64");
});
