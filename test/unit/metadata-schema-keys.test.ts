import { describe, expect, it } from "vitest";
import { readConfigIssues } from "./config-issues.js";

const issuesOfKeys = (properties: unknown, more: object = {}): readonly string[] =>
  readConfigIssues({ METADATA_SCHEMA: JSON.stringify({ type: "object", properties, ...more }) }).map((line) =>
    line.replace("METADATA_SCHEMA: ", ""),
  );

describe("a key of METADATA_SCHEMA", () => {
  it.each([
    [
      "a schema that is not an object",
      true,
      'the key "k" has no JSON Schema; expected an object, such as {"type": "string"}',
    ],
    ["an unknown keyword", { unique: true }, 'the key "k" has the unsupported keyword "unique"; remove it'],
    [
      "an unknown keyword inside",
      { properties: { a: { items: { "x-unique": true } } } },
      'the key "k", properties.a, items has the unsupported keyword "x-unique"; remove it',
    ],
    [
      "a keyword of the wrong type",
      { minLength: "1" },
      'the key "k" is not valid JSON Schema (minLength value must be ["number"]); correct it',
    ],
    [
      "an external $ref",
      { $ref: "https://example.com/schema" },
      'the key "k" has the unsupported $ref "https://example.com/schema"; refer to #/$defs/NAME of the same file',
    ],
    [
      "a $ref to nothing",
      { $ref: "#/$defs/a" },
      'the key "k" refers to #/$defs/a, which does not exist; add it to $defs or correct the name',
    ],
    [
      "a recursive $ref",
      { $ref: "#/$defs/tree" },
      'the key "k" refers back to itself with $ref; describe a fixed number of levels',
    ],
    [
      "$refs that multiply",
      { $ref: "#/$defs/d0" },
      'the key "k" consists of 8388606 schemas, with those that $ref repeats; use at most 10000',
    ],
    [
      "an unknown format",
      { format: "phone" },
      /^the key "k" has the unsupported format "phone"; use one of date, time, date-time/,
    ],
    [
      "a lookahead",
      { pattern: "(?=a)b" },
      /^the key "k" has the unsupported pattern "\(\?=a\)b" \(.*\); use the syntax of RE2/,
    ],
    [
      "a backreference",
      { patternProperties: { "(a)\\1": {} } },
      /^the key "k" has the unsupported pattern "\(a\)\\\\1"/,
    ],
    [
      "a name that GraphQL does not accept",
      { "x-graphql-name": "__a" },
      'the key "k" has the invalid x-graphql-name "__a"; expected letters, digits and underscores, such as contractNumber',
    ],
    [
      "a GraphQL type of a text",
      { type: "string", "x-graphql-type": "Float" },
      /^the key "k" has the invalid x-graphql-type "Float"; expected Float or String, for a key of type integer/,
    ],
    [
      "x-unique that is not a boolean",
      { "x-unique": "yes" },
      'the key "k" has an invalid x-unique; expected true or false',
    ],
    [
      "x-unique of an object",
      { type: "object", "x-unique": true },
      'the key "k" is unique, but not a text, number or boolean; remove x-unique, or set the type',
    ],
    [
      "an unpaired surrogate, which the GraphQL schema would contain",
      { title: "a \ud83d" },
      'the key "k" contains an unpaired surrogate or a number that is too large; correct it',
    ],
    [
      "a multipleOf that no number matches",
      { items: { multipleOf: 0 } },
      'the key "k", items has the invalid multipleOf 0; expected a number above 0',
    ],
    [
      "an enum with a value twice",
      { enum: ["a", "b", "a"] },
      'the key "k" has the enum value "a" twice; remove one',
    ],
    [
      "a default that does not match",
      { type: "integer", default: 2 ** 31 },
      'the default of the key "k" does not match its schema; The value must be an integer of 32 bits.',
    ],
    [
      "a property __proto__",
      { properties: Object.fromEntries([["__proto__", {}]]) },
      'the key "k" has the property "__proto__"; rename it',
    ],
  ])("rejects %s", (_, schema, problem) => {
    const $defs = Object.fromEntries(
      Array.from({ length: 21 }, (_, n) => [
        `d${n}`,
        { anyOf: [1, 2].map(() => ({ $ref: `#/$defs/d${n + 1}` })) },
      ]),
    );
    const tree = { properties: { child: { $ref: "#/$defs/tree" } } };
    const expected: unknown = typeof problem === "string" ? problem : expect.stringMatching(problem);
    expect(issuesOfKeys({ k: schema }, { $defs: { ...$defs, d21: {}, tree } })).toContainEqual(expected);
  });

  it.each([
    [
      "keys that differ only in case",
      { Theme: {}, theme: {} },
      'the keys "Theme" and "theme" have the same field theme; set x-graphql-name',
    ],
    [
      "keys with the same words",
      { "a.b": {}, a_b: {}, "a-b": {} },
      'the keys "a.b" and "a_b" and "a-b" have the same field aB; set x-graphql-name',
    ],
    [
      "an enum type that the subgraph has",
      { entry: { enum: ["a"] } },
      'the key "entry" has the enum type UserMetadataEntry, which the subgraph has already; set x-graphql-name',
    ],
    [
      "enum types with the same name",
      { theme: { enum: ["a"] }, t: { enum: ["b"], "x-graphql-name": "Theme" } },
      'the keys "theme" and "t" have the same enum type UserMetadataTheme; set x-graphql-name',
    ],
    [
      "a default with a fraction of an integer that is a GraphQL String",
      { balance: { type: "integer", "x-graphql-type": "String", default: 1.5 } },
      'the default of the key "balance" does not match its schema; The value must be of type integer.',
    ],
    [
      "a default that is a text of an integer that is a GraphQL String",
      { balance: { type: "integer", "x-graphql-type": "String", default: "abc" } },
      'the default of the key "balance" does not match its schema; The value must be of type integer.',
    ],
    [
      "an enum with an object twice, whose properties are in another order",
      {
        plan: {
          enum: [
            { a: 1, b: 2 },
            { b: 2, a: 1 },
          ],
        },
      },
      'the key "plan" has the enum value {"a":1,"b":2} twice; remove one',
    ],
    ["a key beyond ASCII", { straße: {} }, 'the key "straße" cannot be a GraphQL name; set x-graphql-name'],
    [
      "a key that starts with a digit",
      { "2fa": {} },
      'the key "2fa" cannot be a GraphQL name; set x-graphql-name',
    ],
  ])("rejects %s", (_, properties, problem) => {
    expect(issuesOfKeys(properties)).toEqual([problem]);
  });

  it("rejects more than 1,000 keys", () => {
    const properties = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`key${n}`, {}]));
    expect(issuesOfKeys(properties)).toEqual(["the schema has 5000 properties; expected at most 1000"]);
  });
});
