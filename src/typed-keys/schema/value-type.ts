import type { ScalarType, ValueType } from "../typed-key.js";
import { graphqlName } from "./field-name.js";
import { isSchemaObject, type SchemaObject } from "./keywords.js";

/** Names that GraphQL does not accept for enum values. */
const reservedValues = new Set(["true", "false", "null"]);

/**
 * The GraphQL type for a schema. `resolve` follows a `$ref`. `graphqlType` is the value of `x-graphql-type`, which
 * applies to integers.
 */
export function toValueType(
  schema: SchemaObject,
  resolve: (schema: SchemaObject) => SchemaObject,
  graphqlType?: "Float" | "String",
): ValueType {
  const resolved = resolve(schema);
  const scalar = toScalarType(resolved, graphqlType);
  if (scalar !== undefined) return scalar;
  const { type, items, prefixItems } = resolved;
  if (type === "array" && prefixItems === undefined && isSchemaObject(items)) {
    const of = toScalarType(resolve(items), graphqlType);
    if (of !== undefined) return { kind: "list", of };
  }
  return { kind: "json" };
}

function toScalarType(
  { type, format, enum: values }: SchemaObject,
  graphqlType: "Float" | "String" | undefined,
): ScalarType | undefined {
  switch (type ?? typeOfValues(values)) {
    case "string":
      if (isListOfNames(values)) return { kind: "enum", values };
      return { kind: format === "date-time" ? "dateTime" : "text" };
    case "boolean":
      return { kind: "boolean" };
    case "integer":
      if (graphqlType === "String") return { kind: "digits" };
      return graphqlType === "Float" ? { kind: "float", isInteger: true } : { kind: "int" };
    case "number":
      return { kind: "float", isInteger: false };
    case undefined:
    default:
      return undefined;
  }
}

/** A schema may omit `type` if all values of its `enum` are texts. */
function typeOfValues(values: unknown): "string" | undefined {
  const isTexts = Array.isArray(values) && values.every((value) => typeof value === "string");
  return isTexts && values.length > 0 ? "string" : undefined;
}

function isListOfNames(values: unknown): values is readonly string[] {
  return (
    Array.isArray(values) &&
    values.length > 0 &&
    values.every(
      (value) => typeof value === "string" && graphqlName.test(value) && !reservedValues.has(value),
    )
  );
}
