import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

/** A query that may be compiled, and its parts. */
export interface CompilableQuery {
  readonly operation: OperationDefinitionNode;
  /** The fragments that the query uses. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Selections with directives: the variables decide whether they are included. */
  readonly conditional: readonly SelectionNode[];
  /** Number of fields. Fields of a fragment count once for each spread, as they do in the compiled code. */
  readonly size: number;
}

const maxSize = 1000;

/**
 * Returns undefined for operations that graphql-js must execute: mutations, which must run one after the
 * other even if one fails; introspection; and the few queries for which graphql-jit returns another result.
 */
export function toCompilable(
  operation: OperationDefinitionNode,
  document: DocumentNode,
  schema: GraphQLSchema,
): CompilableQuery | undefined {
  if (operation.operation !== OperationTypeNode.QUERY) return undefined;
  const defined = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) defined.set(definition.name.value, definition);
  }
  const fragments = new Map<string, FragmentDefinitionNode>();
  const sizes = new Map<string, number>();
  const conditional: SelectionNode[] = [];
  const unsafe: FieldNode[] = [];

  function sizeOf(selectionSet: SelectionSetNode | undefined): number {
    let size = 0;
    for (const node of selectionSet?.selections ?? []) {
      if (node.directives !== undefined && node.directives.length > 0) conditional.push(node);
      size += sizeOfNode(node);
    }
    return size;
  }

  function sizeOfNode(node: SelectionNode): number {
    if (node.kind === Kind.INLINE_FRAGMENT) return sizeOf(node.selectionSet);
    if (node.kind === Kind.FIELD) {
      if (isUnsafeName(node)) unsafe.push(node);
      return 1 + sizeOf(node.selectionSet);
    }
    const name = node.name.value;
    const measured = sizes.get(name);
    if (measured !== undefined) return measured;
    const fragment = defined.get(name);
    if (fragment === undefined) return 0;
    fragments.set(name, fragment);
    const size = sizeOf(fragment.selectionSet);
    sizes.set(name, size);
    return size;
  }

  const size = sizeOf(operation.selectionSet);
  if (unsafe.length > 0 || size > maxSize || hasNonNullRoot(operation, fragments, schema)) return undefined;
  return { operation, fragments, conditional, size };
}

/**
 * Whether the field prevents compilation: introspection, or a name such as `__proto__`. graphql-jit writes
 * fields as object literals, `{ "name": … }`, in which such a name does not define a property.
 */
function isUnsafeName({ alias, name }: FieldNode): boolean {
  const isIntrospection = name.value.startsWith("__") && name.value !== "__typename";
  return isIntrospection || (alias ?? name).value in Object.prototype;
}

/**
 * Whether the query has several root fields, one of them non-null. If a non-null root field fails, graphql-js
 * does not execute the fields after it. graphql-jit does, and reports their errors too.
 */
function hasNonNullRoot(
  { selectionSet }: OperationDefinitionNode,
  fragments: CompilableQuery["fragments"],
  schema: GraphQLSchema,
): boolean {
  const nonNullByName = new Map<string, boolean>();
  const visited = new Set<string>();
  const fields = schema.getQueryType()?.getFields() ?? {};

  function add({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const field = fields[node.name.value];
        if (field !== undefined)
          nonNullByName.set((node.alias ?? node.name).value, isNonNullType(field.type));
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        add(node.selectionSet);
      } else if (!visited.has(node.name.value)) {
        visited.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        if (fragment !== undefined) add(fragment.selectionSet);
      }
    }
  }

  add(selectionSet);
  return nonNullByName.size > 1 && [...nonNullByName.values()].includes(true);
}
