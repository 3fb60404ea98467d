import { expect, test } from "vitest";
import { formatBytes } from "../src/format/bytes";
import { formatJson } from "../src/metadata/value/format-json";
import { valueKindOf } from "../src/metadata/value/value-kind";
import { jsonProblemOf } from "../src/metadata/value/json-problem";
import { encodeText, decodeBase64, decodeText } from "../src/metadata/value/base64";
import { viewsOf } from "../src/metadata/value/views";
import { entry } from "./support/entry";

test.each(["", "gold", "Straße", "👩‍🚀", "\u{feff}with a byte order mark"])(
  "returns %j unchanged after encoding and decoding",
  (text) => {
    expect(decodeText(encodeText(text))).toBe(text);
  },
);

test("returns undefined for bytes that are not UTF-8", () => {
  expect(decodeText("/w==")).toBeUndefined();
});

test.each([
  ["_-8", [255, 239]],
  ["/+8=", [255, 239]],
  [" /+\n8= ", [255, 239]],
])("decodes %j as base64", (input, bytes) => {
  expect([...(decodeBase64(input) ?? [])]).toEqual(bytes);
});

test.each(["a", "a$bc", "Grüße"])("rejects %j as base64", (input) => {
  expect(decodeBase64(input)).toBeUndefined();
});

test.each([
  ["", 1, 1],
  ["{", 1, 2],
  ['{\n  "a": 1,\n}', 3, 1],
  ["[1, 2", 1, 6],
  ["{} x", 1, 4],
  ["// no", 1, 1],
  ["{'a': 1}", 1, 2],
])("locates the error of %j at line %i, column %i", (text, line, column) => {
  expect(jsonProblemOf(text)).toMatchObject({ line, column });
});

test.each(["null", "1", '"a"', '{"a":[1,2,{"b":null}]}'])("accepts %s as JSON", (text) => {
  expect(jsonProblemOf(text)).toBeUndefined();
});

test("keeps every digit when formatting", () => {
  expect(formatJson('{"n":12345678901234567890}')).toBe('{\n  "n": 12345678901234567890\n}');
});

test("shows a number as text, an object as JSON and invalid UTF-8 as bytes", () => {
  expect(valueKindOf(entry({ value: "42" }))).toBe("text");
  expect(valueKindOf(entry({ value: ' {"a":1}' }))).toBe("json");
  expect(valueKindOf(entry({ value: "{a" }))).toBe("text");
  expect(valueKindOf(entry({ valueBase64: "/w==" }))).toBe("bytes");
});

test("offers every view that suits the value", () => {
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
])("formats %i as %s", (bytes, text) => {
  expect(formatBytes(bytes, "en")).toBe(text);
});
