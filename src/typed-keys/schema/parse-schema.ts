import { parseJsonSetting } from "../../lib/parse-json-setting.js";
import type { TypedKey, TypedKeys } from "../typed-key.js";
import { createSchemaCompiler } from "./compile.js";
import type { Definitions } from "./definitions.js";
import { findClashes } from "./find-clashes.js";
import { checkJson, findIssues } from "./find-issues.js";
import { type AddIssue, quote, type SchemaIssue } from "./issues.js";
import { isSchemaObject, type SchemaObject } from "./keywords.js";
import { parseKey } from "./parse-key.js";

/** Maximum number of keys that one schema defines. */
export const maxKeys = 1000;

const dialect = "https://json-schema.org/draft/2020-12/schema";
/** The JSON Schema of the file, which editors find by `$schema`. */
const ownDialect = "metadata-schema.schema.json";

const rootKeywords = new Set([
  ...["$schema", "$comment", "$defs", "title", "description"],
  ...["type", "properties", "required", "additionalProperties"],
]);

/** Parses METADATA_SCHEMA. Returns all its problems, or the keys that it defines. */
export function parseMetadataSchema(text: string): {
  readonly typedKeys: TypedKeys | undefined;
  readonly issues: readonly SchemaIssue[];
} {
  const issues: SchemaIssue[] = [];
  const add: AddIssue = (problem, hint) => issues.push({ problem, hint });
  const root = parseRoot(text, add);
  const typedKeys = root === undefined ? undefined : parseKeys(root, add);
  return issues.length > 0 ? { typedKeys: undefined, issues } : { typedKeys, issues };
}

function parseRoot(text: string, add: AddIssue): SchemaObject | undefined {
  const json = parseJsonSetting(text, "METADATA_SCHEMA_FILE");
  if ("problem" in json) {
    add(json.problem, `expected a JSON Schema of type object${json.fileHint}`);
    return undefined;
  }
  if (isSchemaObject(json.value)) return json.value;
  add("not a JSON Schema", 'expected {"type": "object", "properties": {…}}');
  return undefined;
}

function parseKeys(root: SchemaObject, add: AddIssue): TypedKeys | undefined {
  const { $schema, type, properties, required = [], additionalProperties = true, $defs = {} } = root;
  for (const keyword of Object.keys(root)) {
    if (!rootKeywords.has(keyword))
      add(`the schema has the unsupported keyword ${quote(keyword)}`, "remove it");
  }
  if ($schema !== undefined && !isDialect($schema)) {
    add(`the schema has the unsupported $schema ${JSON.stringify($schema)}`, `expected ${dialect}`);
  }
  if (type !== "object") add("the schema is not of type object", 'expected "type": "object"');
  if (typeof additionalProperties !== "boolean") {
    add("the schema has an invalid additionalProperties", "expected true or false");
  }
  if (!isSchemaObject($defs)) add("the schema has invalid $defs", "expected an object of JSON Schemas");
  const definitions: Definitions = new Map(isSchemaObject($defs) ? Object.entries($defs) : []);
  for (const [name, schema] of definitions) {
    const place = `$defs ${quote(name)}`;
    checkJson(schema, place, add);
    findIssues(schema, place, definitions, new Set(), add);
  }
  if (!isSchemaObject(properties) || Object.keys(properties).length === 0) {
    add("the schema has no properties", 'expected "properties" with a JSON Schema for each key');
    return undefined;
  }
  const count = Object.keys(properties).length;
  if (count > maxKeys) {
    add(`the schema has ${count} properties`, `expected at most ${maxKeys}`);
    return undefined;
  }
  const file = { definitions, required: parseRequired(required, properties, add) };
  const compile = createSchemaCompiler();
  const all = Object.entries(properties).flatMap(([key, schema]): readonly TypedKey[] => {
    const typedKey = parseKey(key, schema, file, compile, add);
    return typedKey === undefined ? [] : [typedKey];
  });
  findClashes(all, add);
  return {
    all,
    byKey: new Map(all.map((it) => [it.key, it])),
    allowsOtherKeys: additionalProperties !== false,
  };
}

function isDialect($schema: unknown): boolean {
  return $schema === dialect || (typeof $schema === "string" && $schema.endsWith(ownDialect));
}

function parseRequired(required: unknown, properties: SchemaObject, add: AddIssue): ReadonlySet<string> {
  if (!Array.isArray(required) || !required.every((key) => typeof key === "string")) {
    add("the schema has an invalid required", "expected a list of keys");
    return new Set();
  }
  const undefinedKeys = required.filter((key) => !Object.hasOwn(properties, key));
  for (const key of undefinedKeys) {
    add(
      `the schema requires the key ${quote(key)}, which has no property`,
      "add it to properties or correct the name",
    );
  }
  return new Set(required);
}
