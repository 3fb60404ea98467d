import { expect, test } from "vitest";
import { draftOf, inMode, inputOf, isSame, problemOf } from "../src/metadata/edit/draft";
import { entry } from "./support/entry";

test("an entry is edited as what it is", () => {
  expect(draftOf(entry({ value: "gold" })).mode).toBe("text");
  expect(draftOf(entry({ value: "[1]" })).mode).toBe("json");
  expect(draftOf(entry({ valueBase64: "/w==" }))).toEqual({ key: "plan", mode: "base64", input: "/w==" });
});

test("what is written one way can be written another way, and back", () => {
  const draft = draftOf(entry({ value: "gold" }));
  const base64 = inMode(draft, "base64");
  expect(base64).toEqual({ key: "plan", mode: "base64", input: "Z29sZA==" });
  expect(base64 && inMode(base64, "text")).toEqual(draft);
});

test("bytes that are no text cannot be written as text", () => {
  expect(inMode(draftOf(entry({ valueBase64: "/w==" })), "text")).toBeUndefined();
});

test("another way of writing is no change; another key or value is", () => {
  const draft = draftOf(entry({ value: "gold" }));
  expect(isSame(draft, { key: "plan", mode: "base64", input: "Z29s\nZA" })).toBe(true);
  expect(isSame(draft, { ...draft, input: "silver" })).toBe(false);
  expect(isSame(draft, { ...draft, key: "plans" })).toBe(false);
  expect(isSame(draft, { ...draft, mode: "base64", input: "no base64!" })).toBe(false);
});

test("text goes as text and bytes as base64", () => {
  expect(inputOf({ key: "a", mode: "json", input: "{}" })).toEqual({ key: "a", value: "{}" });
  expect(inputOf({ key: "a", mode: "base64", input: "/w\n==" })).toEqual({ key: "a", valueBase64: "/w==" });
});

test("only what is no JSON or no base64 is told before it is sent", () => {
  expect(problemOf({ key: "", mode: "text", input: "" })).toBeUndefined();
  expect(problemOf({ key: "", mode: "json", input: "{}" })).toBeUndefined();
  expect(problemOf({ key: "", mode: "json", input: "{" })).toContain("no JSON");
  expect(problemOf({ key: "", mode: "base64", input: "?" })).toContain("no base64");
});
