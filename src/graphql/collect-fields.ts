import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
} from "graphql";
import { isIncluded, type OperationInfo } from "./selection.js";

/** The fields of an object in the order of the response, with all nodes that select each of them. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** Collects the fields of an object of this type (CollectFields of the GraphQL specification). */
export function collectFields(
  schema: GraphQLSchema,
  { fragments, variableValues }: Pick<OperationInfo, "fragments" | "variableValues">,
  type: GraphQLObjectType,
  selectionSets: readonly (SelectionSetNode | undefined)[],
): CollectedFields {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<FragmentDefinitionNode>();

  function applies(condition: NamedTypeNode | undefined): boolean {
    if (condition === undefined) return true;
    const conditional = schema.getType(condition.name.value);
    return conditional === type || (isAbstractType(conditional) && schema.isSubType(conditional, type));
  }

  function add(selectionSet: SelectionSetNode | undefined): void {
    for (const node of selectionSet?.selections ?? []) {
      if (!isIncluded(node, variableValues)) continue;
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value;
        const nodes = fields.get(name);
        if (nodes === undefined) fields.set(name, [node]);
        else nodes.push(node);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(node.typeCondition)) add(node.selectionSet);
      } else {
        const fragment = fragments[node.name.value];
        if (fragment === undefined || visited.has(fragment)) continue;
        visited.add(fragment);
        if (applies(fragment.typeCondition)) add(fragment.selectionSet);
      }
    }
  }

  for (const selectionSet of selectionSets) add(selectionSet);
  return fields;
}
