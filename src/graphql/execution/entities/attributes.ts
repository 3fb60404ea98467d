import { type FieldNode, getNullableType, type GraphQLOutputType, isLeafType, isListType } from "graphql";
import type { VisibleEntries } from "../../../access/guarded-source.js";
import type { TypedKey, TypedKeys } from "../../../typed-keys/typed-key.js";
import { attributeOf, type Attributes, toAttributes } from "../../attributes/attribute-fields.js";
import { type CompileField, type OnError, subfieldsOf } from "./user-field.js";

/** A selected typed key. */
interface Attribute {
  /** The name of its field in the response. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly type: GraphQLOutputType;
  readonly typedKey: TypedKey;
}

type Member = Attribute | { readonly name: string; readonly typeName: string };

/** Compiles the field that has the values of typed keys. */
export function compileAttributes({ all }: TypedKeys): CompileField {
  const byField = new Map(all.map((typedKey) => [typedKey.field, typedKey]));

  return (field) => {
    const { type, selected } = subfieldsOf(field);
    const members: Member[] = [];
    for (const [name, nodes] of selected) {
      const fieldName = nodes[0]?.name.value ?? "";
      const typedKey = byField.get(fieldName);
      const definition = type.getFields()[fieldName];
      if (fieldName === "__typename") members.push({ name, typeName: type.name });
      else if (typedKey === undefined || definition === undefined) return undefined;
      else members.push({ name, nodes, type: definition.type, typedKey });
    }
    const typedKeys = members.flatMap((member) => ("typedKey" in member ? [member.typedKey] : []));
    return {
      kind: "entries",
      defaultKeys: typedKeys.filter((it) => it.default !== undefined).map(({ key }) => key),
      size: members.length,
      write: createWrite(members, new Set(typedKeys.map(({ key }) => key))),
    };
  };
}

function createWrite(
  members: readonly Member[],
  keys: ReadonlySet<string>,
): (visible: VisibleEntries, onError: OnError) => string {
  return ({ entries, mayRead }, onError) => {
    const attributes = toAttributes({ entries: entries.filter(({ key }) => keys.has(key)), mayRead });
    const properties = members.map((member) => {
      const json =
        "typeName" in member ? JSON.stringify(member.typeName) : writeValue(member, attributes, onError);
      return `${JSON.stringify(member.name)}:${json}`;
    });
    return `{${properties.join(",")}}`;
  };
}

/** Writes the value, or null with an error. All typed keys are nullable, and their items are not. */
function writeValue(
  { name, nodes, type, typedKey }: Attribute,
  attributes: Attributes,
  onError: OnError,
): string {
  const path: (string | number)[] = [name];
  try {
    const value = attributeOf(typedKey, attributes);
    if (!isListType(type) || !Array.isArray(value)) return writeLeaf(type, value);
    const items = value.map((item: unknown, n) => {
      path[1] = n;
      return writeLeaf(getNullableType(type.ofType), item);
    });
    return `[${items.join(",")}]`;
  } catch (error) {
    onError(path, nodes, error);
    return "null";
  }
}

function writeLeaf(type: GraphQLOutputType, value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (!isLeafType(type)) throw new TypeError(`the value of a typed key is not of type ${String(type)}`);
  return JSON.stringify(type.serialize(value));
}
