import { expect, test } from "vitest";
import { canDisplay, initialTextOf, widgetOf } from "../src/metadata/typed/widget";

test("chooses a widget for each kind of schema", () => {
  expect(widgetOf({ type: "string" })).toEqual({ kind: "text" });
  expect(widgetOf({ type: "string", format: "date-time" })).toEqual({ kind: "dateTime" });
  expect(widgetOf({ type: "boolean" })).toEqual({ kind: "switch" });
  expect(widgetOf({ type: "integer", minimum: 0 })).toEqual({ kind: "number", isInteger: true, min: 0 });
  expect(widgetOf({ type: "number", maximum: 1 })).toEqual({ kind: "number", isInteger: false, max: 1 });
  expect(widgetOf({ type: "array", items: { type: "string" } })).toEqual({
    kind: "tags",
    suggestions: [],
    allowsDuplicates: true,
  });
});

test("edits everything else as JSON", () => {
  for (const schema of [true, null, {}, { enum: [1, 2] }, { type: "object" }, { type: ["string", "null"] }]) {
    expect(widgetOf(schema)).toEqual({ kind: "json" });
  }
  expect(widgetOf({ type: "array", items: { type: "integer" } })).toEqual({ kind: "json" });
});

test("offers the values of an enum, or of constants with titles", () => {
  expect(widgetOf({ enum: ["a"] })).toEqual({ kind: "choice", options: [{ value: "a", label: "a" }] });
  expect(widgetOf({ type: "string", oneOf: [{ const: "a", title: "A" }] })).toEqual({
    kind: "choice",
    options: [{ value: "a", label: "A" }],
  });
});

test("follows references to definitions", () => {
  const $defs = { flag: { $ref: "#/$defs/yes" }, yes: { type: "boolean" } };
  expect(widgetOf({ $ref: "#/$defs/flag", $defs })).toEqual({ kind: "switch" });
});

test("starts with the default, or with the value that the widget shows", () => {
  expect(initialTextOf({ enum: ["a", "b"], default: "b" })).toBe("b");
  expect(initialTextOf({ type: "integer", default: 3 })).toBe("3");
  expect(initialTextOf({ type: "boolean" })).toBe("false");
  expect(initialTextOf({ type: "string" })).toBe("");
});

test("does not use a widget for a stored value that it cannot display", () => {
  expect(canDisplay(widgetOf({ type: "integer" }), "many")).toBe(false);
  expect(canDisplay(widgetOf({ type: "boolean" }), "yes")).toBe(false);
  expect(canDisplay(widgetOf({ type: "array", items: { type: "string" } }), "[1]")).toBe(false);
  expect(canDisplay(widgetOf({ enum: ["a"] }), "b")).toBe(false);
  expect(canDisplay(widgetOf({ type: "string", format: "date-time" }), "soon")).toBe(false);
});
