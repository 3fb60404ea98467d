import { expect, test } from "vitest";
import { formatBytes } from "../src/format/bytes";
import { formatJson } from "../src/metadata/value/format-json";
import { formOf } from "../src/metadata/value/form-of";
import { jsonProblemOf } from "../src/metadata/value/json-problem";
import { base64OfText, readBase64, textOfBase64 } from "../src/metadata/value/text";
import { viewsOf } from "../src/metadata/value/views";
import { entry } from "./support/entry";

test.each(["", "gold", "Straße", "👩‍🚀", "\u{feff}with a mark"])(
  "%j is the same text after base64",
  (text) => {
    expect(textOfBase64(base64OfText(text))).toBe(text);
  },
);

test("bytes that are not UTF-8 are no text", () => {
  expect(textOfBase64("/w==")).toBeUndefined();
});

test.each([
  ["_-8", [255, 239]],
  ["/+8=", [255, 239]],
  [" /+\n8= ", [255, 239]],
])("%j is read as base64", (input, bytes) => {
  expect([...(readBase64(input) ?? [])]).toEqual(bytes);
});

test.each(["a", "a$bc", "Grüße"])("%j is no base64", (input) => {
  expect(readBase64(input)).toBeUndefined();
});

test.each([
  ["", 1, 1],
  ["{", 1, 2],
  ['{\n  "a": 1,\n}', 3, 1],
  ["[1, 2", 1, 6],
  ["{} x", 1, 4],
  ["// no", 1, 1],
  ["{'a': 1}", 1, 2],
])("what is wrong with %j is at line %i, column %i", (text, line, column) => {
  expect(jsonProblemOf(text)).toMatchObject({ line, column });
});

test.each(["null", "1", '"a"', '{"a":[1,2,{"b":null}]}'])("%s is JSON", (text) => {
  expect(jsonProblemOf(text)).toBeUndefined();
});

test("formatting keeps every digit", () => {
  expect(formatJson('{"n":12345678901234567890}')).toBe('{\n  "n": 12345678901234567890\n}');
});

test("a number is shown as text, an object as JSON, and what is no text as bytes", () => {
  expect(formOf(entry({ value: "42" }))).toBe("text");
  expect(formOf(entry({ value: ' {"a":1}' }))).toBe("json");
  expect(formOf(entry({ value: "{a" }))).toBe("text");
  expect(formOf(entry({ valueBase64: "/w==" }))).toBe("bytes");
});

test("each value can be shown in all ways that it has", () => {
  expect(viewsOf(entry({ value: "{}" })).map(({ name }) => name)).toEqual(["JSON", "Text", "Base64"]);
  expect(viewsOf(entry({ value: "gold" })).map(({ name }) => name)).toEqual(["Text", "Base64"]);
  expect(viewsOf(entry({ valueBase64: "/w==" })).map(({ name }) => name)).toEqual(["Base64"]);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1540, "1.5 kB"],
  [500_000, "500 kB"],
  [2_000_000, "2 MB"],
])("%i bytes are %s", (bytes, words) => {
  expect(formatBytes(bytes, "en")).toBe(words);
});
