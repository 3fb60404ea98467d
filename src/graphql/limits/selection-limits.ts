import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import { Failure } from "../../lib/failure.js";

export interface SelectionLimits {
  readonly depth: number;
  readonly aliases: number;
}

/**
 * Throws REQUEST_TOO_LARGE for too many fields within fields or too many aliases. Not by GraphQL Armor's rules: those count an
 * alias anew for each place where its fragment is spread, know `__schema` but not `__type`, do not tell what they found, and
 * take part in a validation that is itself costly for the operations that they refuse.
 */
export function enforceSelectionLimits(document: DocumentNode, limits: SelectionLimits): void {
  const depth = depthOf(document);
  if (depth > limits.depth) {
    const message = `The operation is ${depth} fields deep; at most ${limits.depth} are allowed (MAX_QUERY_DEPTH).`;
    throw new Failure("REQUEST_TOO_LARGE", message);
  }
  const aliases = countAliases(document);
  if (aliases > limits.aliases) {
    const message = `The operation has ${aliases} aliases; at most ${limits.aliases} are allowed (MAX_QUERY_ALIASES).`;
    throw new Failure("REQUEST_TOO_LARGE", message);
  }
}

/** The longest chain of fields within fields, through fragments. Introspection is deep by nature and costs nothing. */
function depthOf({ definitions }: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, number>();

  function depthWithin(selectionSet: SelectionSetNode | undefined): number {
    let deepest = 0;
    for (const node of selectionSet?.selections ?? []) deepest = Math.max(deepest, depthAt(node));
    return deepest;
  }

  function depthAt(node: SelectionNode): number {
    if (node.kind === Kind.INLINE_FRAGMENT) return depthWithin(node.selectionSet);
    const name = node.name.value;
    if (node.kind === Kind.FIELD) {
      return name === "__schema" || name === "__type" ? 0 : 1 + depthWithin(node.selectionSet);
    }
    const cached = measured.get(name);
    if (cached !== undefined) return cached;
    // Where fragments spread each other in a circle, it ends here; another rule refuses them.
    measured.set(name, 0);
    const depth = depthWithin(fragments.get(name)?.selectionSet);
    measured.set(name, depth);
    return depth;
  }

  const depths = definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? depthWithin(definition.selectionSet) : 0,
  );
  return Math.max(0, ...depths);
}

/** As they are written: one in a fragment counts once. */
function countAliases(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Field({ alias }) {
      if (alias !== undefined) count++;
    },
  });
  return count;
}
