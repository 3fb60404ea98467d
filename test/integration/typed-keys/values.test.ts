import { describe, expect, it } from "vitest";
import { z } from "zod";
import { queryEntities } from "../../support/query.js";
import { useTestEnv } from "../../support/test-env.js";
import { metadataSchema } from "./schemas.js";

const dataSchema = z.object({
  _entities: z.tuple([z.object({ attributes: z.record(z.string(), z.unknown()) })]),
});

describe("values of attributes", () => {
  const env = useTestEnv({
    METADATA_SCHEMA: metadataSchema(
      {
        since: { type: "string", format: "date-time" },
        active: { type: "boolean" },
        ratio: { type: "number" },
        big: { type: "integer", "x-graphql-type": "Float" },
        digits: { type: "integer", "x-graphql-type": "String" },
        any: {},
        dates: { type: "array", items: { type: "string", format: "date-time" } },
        colors: { type: "array", items: { $ref: "#/$defs/color" } },
        numbers: { type: "array", items: { type: "integer" }, uniqueItems: true },
        constructor: { type: "string" },
        __proto__x: { type: "string", "x-graphql-name": "proto" },
        limited: { type: "string", maxLength: 3 },
        // Exponential time with backtracking.
        slow: { type: "string", pattern: "^(a|a)*$" },
      },
      { $defs: { color: { enum: ["red", "green"] } } },
    ),
  });

  async function readOne(key: string, field: string, value: string): Promise<unknown> {
    const { id } = await env.addPerson({ metadata: { [key]: value } });
    const { data, codes } = await queryEntities(env, [id], `attributes { ${field} }`, {
      token: env.pat("manager"),
    });
    const [{ attributes }] = dataSchema.parse(data)._entities;
    return codes[0] ?? attributes[field];
  }

  const invalid = "STORED_VALUE_INVALID";
  it.each([
    ["since", "2026-02-28T12:00:00Z", "2026-02-28T12:00:00Z"],
    ["since", "2026-02-30T12:00:00Z", invalid],
    ["since", "yesterday", invalid],
    ["active", "true", true],
    ["active", "TRUE", invalid],
    ["ratio", "-0", 0],
    ["ratio", "0.25", 0.25],
    ["ratio", "NaN", invalid],
    ["ratio", "1e400", invalid],
    ["ratio", "9".repeat(400), invalid],
    ["big", "9007199254740991", 9007199254740991],
    ["big", "9007199254740993", invalid],
    ["digits", "90071992547409931234", "90071992547409931234"],
    ["digits", "1e3", "1000"],
    ["digits", "1e30", invalid],
    ["digits", "1.5", invalid],
    ["any", "null", null],
    ["any", '{"__proto__":1,"constructor":{}}', JSON.parse('{"__proto__":1,"constructor":{}}')],
    ["any", '{"a":1e999}', invalid],
    ["any", `${"[".repeat(65)}${"]".repeat(65)}`, invalid],
    ["any", '"\\ud800"', invalid],
    ["any", "not json", invalid],
    ["dates", '["2026-02-28T12:00:00Z"]', ["2026-02-28T12:00:00Z"]],
    ["dates", '["2026-02-28"]', invalid],
    ["colors", '["red"]', ["red"]],
    ["colors", '["blue"]', invalid],
    ["numbers", "[2147483648]", invalid],
    ["numbers", "[1,2,1]", invalid],
    ["numbers", `[${Array.from({ length: 60_000 }, (_, n) => n).join(",")},0]`, invalid],
    ["constructor", "x", "x"],
    ["limited", "x".repeat(500_000), invalid],
    ["slow", `${"a".repeat(10_000)}b`, invalid],
  ])("reads %s %j as %j", { timeout: 20_000 }, async (field, stored, expected) => {
    expect(await readOne(field, field, stored)).toEqual(expected);
  });
});
