import { isInteroperable } from "../../metadata/json.js";
import { canonicalJson } from "../canonical-json.js";
import { definitionNameOf, type Definitions, expandedSize } from "./definitions.js";
import { formats } from "./formats.js";
import type { AddIssue } from "./issues.js";
import { quote } from "./issues.js";
import { isKnownKeyword, isSchemaObject, subschemasOf } from "./keywords.js";
import { patternProblem } from "./linear-regexp.js";

/** Maximum number of schemas that the validation of one value applies. */
const maxSize = 10_000;

/**
 * Reports what this subgraph does not support in a schema. `place` describes the schema: `the key "tags"`.
 * `keywords`: further keywords that are allowed at its top level.
 */
export function findIssues(
  schema: unknown,
  place: string,
  definitions: Definitions,
  keywords: ReadonlySet<string>,
  add: AddIssue,
): void {
  if (typeof schema === "boolean") return;
  if (!isSchemaObject(schema)) {
    add(`${place} has no JSON Schema`, 'expected an object, such as {"type": "string"}');
    return;
  }
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === "$ref") checkRef(value, place, definitions, add);
    else if (keyword === "format") checkFormat(value, place, add);
    else if (keyword === "pattern") checkPattern(value, place, add);
    else if (keyword === "multipleOf") checkMultipleOf(value, place, add);
    else if (keyword === "enum") checkEnum(value, place, add);
    else if (keyword === "patternProperties" && isSchemaObject(value)) {
      for (const pattern of Object.keys(value)) checkPattern(pattern, place, add);
    } else if (!isKnownKeyword(keyword) && !keywords.has(keyword)) {
      add(`${place} has the unsupported keyword ${quote(keyword)}`, "remove it");
    }
  }
  for (const { place: inner, schema: subschema } of subschemasOf(schema)) {
    if (inner.endsWith(".__proto__")) add(`${place} has the property "__proto__"`, "rename it");
    findIssues(subschema, `${place}, ${inner}`, definitions, none, add);
  }
}

const none: ReadonlySet<string> = new Set();

/** Reports what printed JSON cannot contain: clients read the schema, and titles are part of the GraphQL schema. */
export function checkJson(schema: unknown, place: string, add: AddIssue): void {
  if (isInteroperable(schema)) return;
  add(`${place} contains an unpaired surrogate or a number that is too large`, "correct it");
}

/** Reports a schema whose validation could take too long. */
export function checkSize(schema: unknown, place: string, definitions: Definitions, add: AddIssue): void {
  const size = expandedSize(schema, definitions);
  if (size === Number.POSITIVE_INFINITY) {
    add(`${place} refers back to itself with $ref`, "describe a fixed number of levels");
  } else if (size > maxSize) {
    add(`${place} consists of ${size} schemas, with those that $ref repeats`, `use at most ${maxSize}`);
  }
}

function checkRef(ref: unknown, place: string, definitions: Definitions, add: AddIssue): void {
  const name = definitionNameOf(ref);
  if (name === undefined) {
    add(`${place} has the unsupported $ref ${JSON.stringify(ref)}`, "refer to #/$defs/NAME of the same file");
  } else if (!definitions.has(name)) {
    add(`${place} refers to ${String(ref)}, which does not exist`, "add it to $defs or correct the name");
  }
}

function checkFormat(format: unknown, place: string, add: AddIssue): void {
  if (typeof format !== "string" || Object.hasOwn(formats, format)) return;
  add(
    `${place} has the unsupported format ${quote(format)}`,
    `use one of ${Object.keys(formats).join(", ")}`,
  );
}

function checkMultipleOf(value: unknown, place: string, add: AddIssue): void {
  if (typeof value !== "number" || value > 0) return;
  add(`${place} has the invalid multipleOf ${value}`, "expected a number above 0");
}

/** Values of any type have to be different: JSON Schema recommends it, and a GraphQL enum requires it. */
function checkEnum(values: unknown, place: string, add: AddIssue): void {
  if (!Array.isArray(values)) return;
  const seen = new Set<string>();
  for (const text of values.map(canonicalJson)) {
    if (seen.has(text)) {
      add(`${place} has the enum value ${text} twice`, "remove one");
      return;
    }
    seen.add(text);
  }
}

function checkPattern(pattern: unknown, place: string, add: AddIssue): void {
  if (typeof pattern !== "string") return;
  const problem = patternProblem(pattern);
  if (problem === undefined) return;
  add(
    `${place} has the unsupported pattern ${quote(pattern)} (${problem})`,
    "use the syntax of RE2, which has no lookaround, backreferences or repetitions above 1,000",
  );
}
