import {
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  print,
  type ConstDirectiveNode,
  type InputValueDefinitionNode,
  type StringValueNode,
  type TypeDefinitionNode,
  type TypeNode,
  type ValueNode,
} from "graphql";

/** A named element of a schema. */
export interface SchemaElement {
  readonly kind: "type" | "field" | "argument" | "input field" | "enum value";
  /** Schema coordinate, as in the GraphQL specification: `User.metadata(limit:)`. */
  readonly coordinate: string;
  readonly name: string;
  /** Set for fields, arguments and input fields. */
  readonly type: TypeNode | undefined;
  readonly hasDefault: boolean;
  /** The coordinate with type and default value: everything that clients depend on. */
  readonly line: string;
  readonly description: string | undefined;
  /** Printed with sorted arguments, without the `@join__` directives of supergraphs. */
  readonly directives: readonly string[];
}

interface Node {
  readonly name: { readonly value: string };
  readonly type?: TypeNode;
  readonly defaultValue?: ValueNode | undefined;
  readonly description?: StringValueNode | undefined;
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** All elements of a schema, without the `join__` and `link__` types of supergraphs. */
export function elementsOf({ definitions }: DocumentNode): readonly SchemaElement[] {
  return definitions
    .filter(isTypeDefinitionNode)
    .filter(({ name }) => !/^(join|link)__/.test(name.value))
    .flatMap((definition) => [
      elementOf("type", definition.name.value, definition),
      ...membersOf(definition.name.value, definition),
    ]);
}

function membersOf(type: string, definition: TypeDefinitionNode): readonly SchemaElement[] {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return (definition.fields ?? []).flatMap((field) => {
        const coordinate = `${type}.${field.name.value}`;
        return [elementOf("field", coordinate, field), ...argumentsOf(coordinate, field.arguments ?? [])];
      });
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (definition.fields ?? []).map((field) =>
        elementOf("input field", `${type}.${field.name.value}`, field),
      );
    case Kind.ENUM_TYPE_DEFINITION:
      return (definition.values ?? []).map((value) =>
        elementOf("enum value", `${type}.${value.name.value}`, value),
      );
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return [];
  }
}

function argumentsOf(field: string, nodes: readonly InputValueDefinitionNode[]): readonly SchemaElement[] {
  return nodes.map((node) => elementOf("argument", `${field}(${node.name.value}:)`, node));
}

function elementOf(kind: SchemaElement["kind"], coordinate: string, node: Node): SchemaElement {
  const { name, type, defaultValue, description, directives = [] } = node;
  const typed = type === undefined ? coordinate : `${coordinate}: ${print(type)}`;
  return {
    kind,
    coordinate,
    name: name.value,
    type,
    hasDefault: defaultValue !== undefined,
    line: defaultValue === undefined ? typed : `${typed} = ${print(defaultValue)}`,
    description: description?.value,
    directives: directives.map(printSorted).filter((directive) => !directive.startsWith("@join__")),
  };
}

/** Sorts the arguments, because composers print them in different orders. */
function printSorted({ arguments: args = [], ...directive }: ConstDirectiveNode): string {
  return print({ ...directive, arguments: args.toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1)) });
}
