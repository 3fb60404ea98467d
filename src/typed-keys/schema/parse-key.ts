import { keyProblemOf } from "../../metadata/key.js";
import { findNumberProblem } from "../number-limits.js";
import type { TypedKey } from "../typed-key.js";
import type { SchemaCompiler } from "./compile.js";
import { type Definitions, neededDefinitions, resolveRef } from "./definitions.js";
import { graphqlName, toFieldName } from "./field-name.js";
import { checkJson, checkSize, findIssues } from "./find-issues.js";
import { type AddIssue, quote } from "./issues.js";
import { isSchemaObject, keyKeywords, type SchemaObject } from "./keywords.js";
import { toValueType } from "./value-type.js";

/** Parses the schema of one key. Returns undefined after it has reported a problem. */
export function parseKey(
  key: string,
  schema: unknown,
  file: { readonly definitions: Definitions; readonly required: ReadonlySet<string> },
  compile: SchemaCompiler,
  report: AddIssue,
): TypedKey | undefined {
  const place = `the key ${quote(key)}`;
  const problems: string[] = [];
  const add: AddIssue = (problem, hint) => {
    problems.push(problem);
    report(problem, hint);
  };
  const { definitions } = file;
  if (keyProblemOf(key) !== undefined) add(`${place} is not a metadata key`, "use 1 to 200 characters");
  if (!isSchemaObject(schema)) {
    add(`${place} has no JSON Schema`, 'expected an object, such as {"type": "string"}');
    return undefined;
  }
  checkJson(schema, place, add);
  findIssues(schema, place, definitions, keyKeywords, add);
  checkSize(schema, place, definitions, add);
  const field = parseField(key, schema, add);
  const graphqlType = parseGraphqlType(schema, definitions, place, add);
  const { "x-unique": isUnique = false } = schema;
  if (typeof isUnique !== "boolean") add(`${place} has an invalid x-unique`, "expected true or false");
  if (problems.length > 0 || field === undefined) return undefined;
  const type = toValueType(schema, (it) => resolveRef(it, definitions), graphqlType);
  if (isUnique === true && (type.kind === "json" || type.kind === "list")) {
    add(`${place} is unique, but not a text, number or boolean`, "remove x-unique, or set the type");
  }
  const full = withDefinitions(schema, definitions);
  const matches = compileKey(full, place, compile, add);
  if (matches === undefined) return undefined;
  const typedKey = {
    ...{ key, field, type, schema: full, isUnique: isUnique === true, isRequired: file.required.has(key) },
    title: textOf(schema["title"]),
    description: textOf(schema["description"]),
    default:
      type.kind === "digits" && typeof schema["default"] === "number"
        ? String(schema["default"])
        : schema["default"],
    findProblem: (value: unknown) => matches(value) ?? findNumberProblem(type, value),
  };
  const { default: value } = schema;
  if (type.kind === "digits" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    add(`the default of ${place} has more digits than JSON numbers keep`, "use a smaller one, or none");
  }
  const problem = "default" in schema ? typedKey.findProblem(schema["default"]) : undefined;
  if (problem !== undefined) add(`the default of ${place} does not match its schema`, problem.message);
  return typedKey;
}

function parseField(
  key: string,
  { "x-graphql-name": name }: SchemaObject,
  add: AddIssue,
): string | undefined {
  if (name === undefined) {
    const field = toFieldName(key);
    if (field === undefined) add(`the key ${quote(key)} cannot be a GraphQL name`, "set x-graphql-name");
    return field;
  }
  if (typeof name === "string" && graphqlName.test(name)) return name;
  add(
    `the key ${quote(key)} has the invalid x-graphql-name ${JSON.stringify(name)}`,
    "expected letters, digits and underscores, such as contractNumber",
  );
  return undefined;
}

function parseGraphqlType(
  schema: SchemaObject,
  definitions: Definitions,
  place: string,
  add: AddIssue,
): "Float" | "String" | undefined {
  const { "x-graphql-type": name } = schema;
  if (name === undefined) return undefined;
  const type = toValueType(schema, (it) => resolveRef(it, definitions));
  const scalar = type.kind === "list" ? type.of : type;
  const isInteger = scalar.kind === "int";
  if (isInteger && (name === "Float" || (name === "String" && type.kind !== "list"))) return name;
  add(
    `${place} has the invalid x-graphql-type ${JSON.stringify(name)}`,
    "expected Float or String, for a key of type integer (for a list of integers: Float)",
  );
  return undefined;
}

/** The schema as a document of its own, with the definitions that it needs and no others. */
function withDefinitions(schema: SchemaObject, definitions: Definitions): SchemaObject {
  const names = neededDefinitions(schema, definitions);
  if (names.size === 0) return schema;
  return { ...schema, $defs: Object.fromEntries([...definitions].filter(([name]) => names.has(name))) };
}

function compileKey(
  schema: SchemaObject,
  place: string,
  compile: SchemaCompiler,
  add: AddIssue,
): TypedKey["findProblem"] | undefined {
  try {
    return compile(schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    add(`${place} is not valid JSON Schema (${reason})`, "correct it");
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
