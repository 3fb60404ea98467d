import {
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

const dateFields = new Set(["createdAt", "updatedAt"]);
const rightsFields = new Set(["mayWrite"]);

/** The parts of GraphQLResolveInfo that describe the operation. */
export type OperationInfo = Pick<GraphQLResolveInfo, "operation" | "fragments" | "variableValues">;

/**
 * Whether the operation needs the dates of entries: it selects them anywhere, also as typed keys of these names, or it is
 * a subscription, which compares them.
 */
export function needsDates(info: OperationInfo): boolean {
  return info.operation.operation === OperationTypeNode.SUBSCRIPTION || selectsField(dateFields, info);
}

/** Whether the operation selects anywhere what the caller may do with entries. */
export function selectsRights(info: OperationInfo): boolean {
  return selectsField(rightsFields, info);
}

function selectsField(
  names: ReadonlySet<string>,
  { operation, fragments, variableValues }: OperationInfo,
): boolean {
  const visited = new Set<FragmentDefinitionNode>();

  function isSelected(node: SelectionNode): boolean {
    if (!isIncluded(node, variableValues)) return false;
    if (node.kind === Kind.FIELD && names.has(node.name.value)) return true;
    if (node.kind !== Kind.FRAGMENT_SPREAD) return isAnySelected(node.selectionSet);
    const fragment = fragments[node.name.value];
    if (fragment === undefined || visited.has(fragment)) return false;
    visited.add(fragment);
    return isAnySelected(fragment.selectionSet);
  }

  function isAnySelected(selectionSet: SelectionSetNode | undefined): boolean {
    return selectionSet?.selections.some(isSelected) ?? false;
  }

  return isAnySelected(operation.selectionSet);
}

/** Whether `@skip` and `@include` keep the selection. Throws if their argument is null. */
export function isIncluded(node: SelectionNode, variableValues: Readonly<Record<string, unknown>>): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.["if"] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.["if"] !== false
  );
}
