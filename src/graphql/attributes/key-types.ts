import {
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  type NameNode,
  type StringValueNode,
  type TypeNode,
} from "graphql";
import { enumTypeName } from "../../typed-keys/schema/field-name.js";
import type { ScalarType, TypedKey } from "../../typed-keys/typed-key.js";

// Typed keys → nodes of the schema. They are built, not parsed: texts of the schema file stay texts.

export function outputFieldOf(typedKey: TypedKey): FieldDefinitionNode {
  return {
    kind: Kind.FIELD_DEFINITION,
    description: descriptionOf(typedKey),
    name: nameNode(typedKey.field),
    type: typeOf(typedKey),
  };
}

export function inputFieldOf(typedKey: TypedKey): InputValueDefinitionNode {
  return { ...outputFieldOf(typedKey), kind: Kind.INPUT_VALUE_DEFINITION };
}

/** The enum types of keys whose values are names. */
export function enumTypesOf(typedKeys: readonly TypedKey[]): readonly EnumTypeDefinitionNode[] {
  return typedKeys.flatMap((typedKey) => {
    const scalar = typedKey.type.kind === "list" ? typedKey.type.of : typedKey.type;
    return scalar.kind === "enum" ? [enumTypeOf(typedKey, scalar.values)] : [];
  });
}

function enumTypeOf({ key, field }: TypedKey, values: readonly string[]): EnumTypeDefinitionNode {
  return {
    kind: Kind.ENUM_TYPE_DEFINITION,
    description: textNode(`The values of the key ${JSON.stringify(key)}.`),
    name: nameNode(enumTypeName(field)),
    values: values.map((value) => ({
      kind: Kind.ENUM_VALUE_DEFINITION,
      description: textNode(`The text ${JSON.stringify(value)}.`),
      name: nameNode(value),
    })),
  };
}

function typeOf({ type, field }: TypedKey): TypeNode {
  if (type.kind === "json") return namedType("JSON");
  if (type.kind !== "list") return namedType(scalarName(type, field));
  const item: TypeNode = { kind: Kind.NON_NULL_TYPE, type: namedType(scalarName(type.of, field)) };
  return { kind: Kind.LIST_TYPE, type: item };
}

function scalarName({ kind }: ScalarType, field: string): string {
  return kind === "enum" ? enumTypeName(field) : scalarNames[kind];
}

const scalarNames = {
  text: "String",
  dateTime: "DateTime",
  boolean: "Boolean",
  int: "Int",
  float: "Float",
  digits: "String",
} as const satisfies Record<Exclude<ScalarType["kind"], "enum">, string>;

function descriptionOf({ key, title, description }: TypedKey): StringValueNode {
  return textNode(description ?? title ?? `The value of the key ${JSON.stringify(key)}.`);
}

function textNode(value: string): StringValueNode {
  return { kind: Kind.STRING, value, block: value.includes("\n") };
}

const nameNode = (value: string): NameNode => ({ kind: Kind.NAME, value });

const namedType = (name: string): NamedTypeNode => ({ kind: Kind.NAMED_TYPE, name: nameNode(name) });
