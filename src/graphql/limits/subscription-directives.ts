import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from "graphql";
import { Failure } from "../../lib/failure.js";
import { fragmentsOf } from "./fragments-of.js";

const conditions = new Set(["skip", "include"]);

/**
 * Throws BAD_USER_INPUT for `@skip` and `@include` at the root of a subscription, which GraphQL does not allow:
 * the validation of graphql-js evaluates them without variables, and throws instead of reporting an error.
 */
export function rejectConditionalSubscriptions(document: DocumentNode): void {
  const fragments = fragmentsOf(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    if (hasCondition(definition.selectionSet, fragments)) {
      throw new Failure("BAD_USER_INPUT", "A subscription cannot have @skip or @include on its root field.");
    }
  }
}

/** Removes the fragments that it has visited: they may refer to each other in a circle. */
function hasCondition(
  { selections }: SelectionSetNode,
  fragments: Map<string, FragmentDefinitionNode>,
): boolean {
  return selections.some((selection) => {
    if (selection.directives?.some(({ name }) => conditions.has(name.value)) === true) return true;
    if (selection.kind === Kind.FIELD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) return hasCondition(selection.selectionSet, fragments);
    const fragment = fragments.get(selection.name.value);
    fragments.delete(selection.name.value);
    return fragment !== undefined && hasCondition(fragment.selectionSet, fragments);
  });
}
