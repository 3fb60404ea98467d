import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { attributesContract } from "../../src/graphql/attributes/contract.js";
import { reservedTypeNames } from "../../src/typed-keys/schema/find-clashes.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

const issuesOf = (schema: unknown): readonly string[] =>
  readConfigIssues({ METADATA_SCHEMA: JSON.stringify(schema) });

const fieldsOf = (properties: unknown): readonly string[] => {
  const METADATA_SCHEMA = JSON.stringify({ type: "object", properties });
  return readConfig({ ...minimalEnv, METADATA_SCHEMA }).typedKeys?.all.map(({ field }) => field) ?? [];
};

describe("METADATA_SCHEMA", () => {
  it.each([
    ["text that is not JSON", "{", /not valid JSON \(.*\); expected a JSON Schema of type object$/],
    ["the name of a file", "/etc/schema.json", /to read a file, set METADATA_SCHEMA_FILE/],
    [
      "a key twice",
      '{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"integer"}}}',
      /not valid JSON \(Duplicate key 'a' encountered at position \d+\)/,
    ],
    [
      "a number that is too large",
      '{"type":"object","properties":{"a":{"maximum":1e400}}}',
      /the key "a" contains an unpaired surrogate or a number that is too large; correct it$/,
    ],
    [
      "a default whose digits JSON parsers change",
      '{"type":"object","properties":{"a":{"type":"integer","default":9007199254740993,"x-graphql-type":"String"}}}',
      /the default of the key "a" has more digits than JSON numbers keep; use a smaller one, or none$/,
    ],
    ["JSON that is not a schema", "[]", /not a JSON Schema; expected {"type": "object", "properties": {…}}$/],
  ])("rejects %s", (_, METADATA_SCHEMA, words) => {
    expect(readConfigIssues({ METADATA_SCHEMA })).toEqual([expect.stringMatching(words)]);
  });

  it("reports all problems of the file together", () => {
    expect(
      issuesOf({
        $schema: "http://json-schema.org/draft-07/schema#",
        patternProperties: {},
        properties: { seats: { type: "integr" }, "": {} },
        required: ["seat"],
        additionalProperties: {},
      }),
    ).toEqual([
      'METADATA_SCHEMA: the schema has the unsupported keyword "patternProperties"; remove it',
      'METADATA_SCHEMA: the schema has the unsupported $schema "http://json-schema.org/draft-07/schema#"; expected https://json-schema.org/draft/2020-12/schema',
      'METADATA_SCHEMA: the schema is not of type object; expected "type": "object"',
      "METADATA_SCHEMA: the schema has an invalid additionalProperties; expected true or false",
      'METADATA_SCHEMA: the schema requires the key "seat", which has no property; add it to properties or correct the name',
      'METADATA_SCHEMA: the key "seats" is not valid JSON Schema (type must be JSONType or JSONType[]: integr); correct it',
      'METADATA_SCHEMA: the key "" is not a metadata key; use 1 to 200 characters',
      'METADATA_SCHEMA: the key "" cannot be a GraphQL name; set x-graphql-name',
    ]);
  });

  it("names fields in camel case", () => {
    const keys = [
      "preferences.theme",
      "first_name",
      "Contract-No",
      "URL",
      "app:userID",
      "constructor",
      "a b/c",
    ];
    expect(fieldsOf(Object.fromEntries([...keys, "__proto__"].map((key) => [key, {}])))).toEqual([
      ...["preferencesTheme", "firstName", "contractNo", "url", "appUserID", "constructor", "aBC"],
      "proto",
    ]);
  });

  it("is read from a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "schema-"));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "schema.json");
    writeFileSync(file, '{"type":"object","properties":{"a":1}}');
    expect(readConfigIssues({ METADATA_SCHEMA_FILE: file })).toEqual([
      'METADATA_SCHEMA_FILE: the key "a" has no JSON Schema; expected an object, such as {"type": "string"}',
    ]);
  });

  it("reserves the names of all types of the subgraph", () => {
    const text = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
    const texts = `${text}${attributesContract}`;
    const names = [...texts.matchAll(/^(?:type|input|enum|scalar) (UserMetadata\w+)/gm)].map(
      ([, name]) => name ?? "",
    );
    expect(names).toContain("UserMetadataDefinition");
    expect(names.filter((name) => !reservedTypeNames.has(name))).toEqual([]);
  });
});
