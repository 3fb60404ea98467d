import { expect, it } from "vitest";
import { createSchemaCompiler } from "../../src/typed-keys/schema/compile.js";
import type { SchemaObject } from "../../src/typed-keys/schema/keywords.js";

const compile = createSchemaCompiler();

it.each<[SchemaObject, unknown, string]>([
  [{ type: "integer" }, "x", "must be of type integer"],
  [{ enum: ["light", "dark"] }, "blue", "must be one of light, dark"],
  [{ const: 1 }, 2, "must be 1"],
  [{ minimum: 5 }, 1, "must be at least 5"],
  [{ maximum: 50 }, 51, "must be at most 50"],
  [{ exclusiveMinimum: 0 }, 0, "must be greater than 0"],
  [{ exclusiveMaximum: 9 }, 9, "must be less than 9"],
  [{ multipleOf: 5 }, 7, "must be a multiple of 5"],
  [{ minLength: 2 }, "a", "must have at least 2 characters"],
  [{ maxLength: 1 }, "ab", "must have at most 1 character"],
  [{ minItems: 1 }, [], "must have at least 1 item"],
  [{ maxItems: 2 }, [1, 2, 3], "must have at most 2 items"],
  [{ minProperties: 1 }, {}, "must have at least 1 property"],
  [{ maxProperties: 0 }, { a: 1 }, "must have at most 0 properties"],
  [{ prefixItems: [{}], items: false }, [1, 2], "must have at most 1 item"],
  [{ contains: { const: 1 } }, [2], "must have at least 1 item of a certain form"],
  [
    { contains: { const: 1 }, minContains: 1, maxContains: 2 },
    [1, 1, 1],
    "must have 1 to 2 items of a certain form",
  ],
  [{ uniqueItems: true }, [1, 1], "must not have duplicate items"],
  [{ pattern: "^a" }, "b", "must match the pattern ^a"],
  [{ format: "email" }, "b", "must have the format email"],
  [{ anyOf: [{ type: "string" }] }, 1, "matches none of the alternatives that the schema allows"],
  [{ oneOf: [{ type: "string" }] }, 1, "matches none of the alternatives that the schema allows"],
  [{ oneOf: [{}, {}] }, 1, "matches several alternatives of the schema, but must match exactly one"],
  [{ not: { type: "string" } }, "a", "has a form that the schema excludes"],
])("words the requirement of %j", (schema, value, requirement) => {
  const message = `The value ${requirement}.`;
  expect(compile(schema)(value)).toEqual({ message, summary: message, path: [] });
});

it.each<[SchemaObject, unknown, string, string]>([
  [
    { properties: { city: {} }, required: ["city"] },
    {},
    'must have the property "city"',
    "must have a property that is missing",
  ],
  [
    { dependentRequired: { street: ["city"] } },
    { street: "Main" },
    'must have the property "city", because it has "street"',
    "must have a property that is missing",
  ],
  [
    { properties: {}, additionalProperties: false },
    { salary: 1 },
    'must not have the property "salary"',
    "must not have properties that the schema does not allow",
  ],
  [
    { unevaluatedProperties: false },
    { salary: 1 },
    'must not have the property "salary"',
    "must not have properties that the schema does not allow",
  ],
  [
    { propertyNames: { maxLength: 2 } },
    { salary: 1 },
    'has the property "salary", whose name is not allowed',
    "has a property whose name is not allowed",
  ],
])("names the property of %j only to the person who entered the value", (schema, value, message, summary) => {
  expect(compile(schema)(value)).toEqual({
    message: `The value ${message}.`,
    summary: `The value ${summary}.`,
    path: [],
  });
});

it("has the path within the value, but not in the summary", () => {
  const schema = { additionalProperties: { items: { maximum: 50 } } };
  expect(compile(schema)({ "a/b": [1, 51] })).toEqual({
    message: "The value at a/b.1 must be at most 50.",
    summary: "A part of the value must be at most 50.",
    path: ["a/b", "1"],
  });
});
