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

/** A query that may be compiled, and what it consists of. */
export interface CompilableQuery {
  readonly operation: OperationDefinitionNode;
  /** Those that it spreads, and no others. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** What is there or not, as the variables say. */
  readonly conditional: readonly SelectionNode[];
  /** Fields, with those of a fragment once for each place where it is spread: compiled code is as large. */
  readonly size: number;
}

const maxSize = 1000;

/**
 * Undefined for what graphql-js does better: writes, which must happen one after the other whatever goes wrong;
 * introspection; and the few queries that graphql-jit answers in another way.
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

/** In compiled code a field is written `{ "name": … }`, and what `__proto__` does there is another thing. */
function isUnsafeName({ alias, name }: FieldNode): boolean {
  const isIntrospection = name.value.startsWith("__") && name.value !== "__typename";
  return isIntrospection || (alias ?? name).value in Object.prototype;
}

/**
 * Where a root field fails that must not be null, graphql-js does not begin with those behind it; graphql-jit does, and
 * tells of their errors, too.
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
