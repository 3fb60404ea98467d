import { describe, expect, it } from "vitest";
import { z } from "zod";
import { metadataSchema } from "../integration/typed-keys/schemas.js";
import { setUserMetadata } from "../support/query.js";
import { apis, useTestEnv } from "../support/test-env.js";
import { createRandom, type Random } from "./random.js";

/** A key, and an independent statement of the JSON values that its schema accepts. */
interface Case {
  readonly field: string;
  readonly schema: unknown;
  readonly accepts: (value: unknown) => boolean;
  /** A value that is more often close to the schema than any JSON value. */
  readonly create: (random: Random) => unknown;
}

const is32Bit = (value: unknown): boolean => typeof value === "number" && (value | 0) === value;
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const numbers = [0, -1, 7, 1.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1e21, 5e-324, 9_007_199_254_740_991];

const cases: readonly Case[] = [
  { field: "text", schema: { type: "string" }, accepts: isText, create: createText },
  {
    field: "color",
    schema: { enum: ["red", "green"] },
    accepts: (value) => value === "red" || value === "green",
    create: (random) => random.one(["red", "green", "Red", ""]),
  },
  {
    field: "flag",
    schema: { type: "boolean" },
    accepts: (value) => typeof value === "boolean",
    create: (random) => random.one([true, false, "true", 1]),
  },
  { field: "count", schema: { type: "integer" }, accepts: is32Bit, create: (random) => random.one(numbers) },
  {
    field: "ratio",
    schema: { type: "number", maximum: 10 },
    accepts: (value) => typeof value === "number" && value <= 10,
    create: (random) => random.one(numbers),
  },
  {
    field: "counts",
    schema: { type: "array", items: { type: "integer" }, maxItems: 3 },
    accepts: (value) => Array.isArray(value) && value.length <= 3 && value.every(is32Bit),
    create: (random) => Array.from({ length: random.below(5) }, () => random.one(numbers)),
  },
  { field: "any", schema: {}, accepts: () => true, create: (random) => createJson(random, 4) },
  {
    field: "address",
    schema: {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false,
    },
    accepts: (value) => {
      const parsed = z.strictObject({ city: z.string() }).safeParse(value);
      return parsed.success;
    },
    create: (random) => ({ [random.one(["city", "City", "__proto__"])]: random.one(["Ulm", 1, null]) }),
  },
];

function createText(random: Random): string {
  const parts = ["", "a", "ü", "🚀", "\u0000", '"', "\\", "{", "__proto__", " ", "\u2028"];
  return random.some(parts, 0, 4).join("");
}

function createJson(random: Random, depth: number): unknown {
  const scalar = (): unknown => random.one([null, true, false, createText(random), random.one(numbers)]);
  if (depth === 0 || random.chance(0.4)) return scalar();
  const items = Array.from({ length: random.below(4) }, () => createJson(random, depth - 1));
  if (random.chance(0.5)) return items;
  const names = ["a", "constructor", "__proto__", "", "1", "ü"];
  return Object.fromEntries(items.map((item) => [random.one(names), item]));
}

const entities = z.object({
  _entities: z.tuple([
    z.object({
      attributes: z.record(z.string(), z.unknown()),
      metadataEntry: z.object({ value: z.string().nullable(), valueJson: z.unknown() }),
    }),
  ]),
});
const written = z.object({
  setUserMetadata: z.object({
    userErrors: z.array(z.object({ code: z.string(), field: z.array(z.string()), key: z.string() })),
  }),
});

describe.each(apis)("random values of typed keys with API %s", (api) => {
  const schemas = Object.fromEntries(cases.map(({ field, schema }) => [field, schema]));
  const env = useTestEnv({ ZITADEL_API_VERSION: api, METADATA_SCHEMA: metadataSchema(schemas) });

  it.each(cases)("read back equal, or are rejected with a path: $field", { timeout: 60_000 }, async (it) => {
    const random = createRandom(it.field.length);
    const token = env.pat("manager");
    const isStoredAsText = it.field === "text" || it.field === "color";
    const { id } = await env.addPerson();
    let accepted = 0;
    for (let n = 0; n < 12; n++) {
      const value = random.chance(0.2) ? createJson(random, 2) : it.create(random);
      // A text is stored as it is: the text of any other value is one, too.
      const text = isStoredAsText && typeof value === "string" ? value : JSON.stringify(value);
      const stored: unknown = isStoredAsText ? text : value;
      const { data } = await setUserMetadata(env, token, id, [{ key: it.field, value: text }]);
      const [problem] = written.parse(data).setUserMetadata.userErrors;
      expect(problem === undefined, JSON.stringify(value)).toBe(it.accepts(stored));
      if (problem !== undefined) {
        expect(problem).toMatchObject({ key: it.field });
        expect(problem.field.slice(0, 3)).toEqual(["entries", "0", "value"]);
        continue;
      }
      accepted++;
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { attributes { ${it.field} } metadataEntry(key: "${it.field}") { value valueJson } } } }`;
      const response = await env.query(query, { token, variables: { r: [{ __typename: "User", id }] } });
      expect(response.errors).toEqual([]);
      const [{ attributes, metadataEntry }] = entities.parse(response.data)._entities;
      expect(attributes[it.field]).toEqual(stored);
      if (isStoredAsText) expect(metadataEntry.value).toEqual(stored);
      else expect(metadataEntry.valueJson).toEqual(stored);
    }
    expect(accepted).toBeGreaterThan(0);
  });
});
