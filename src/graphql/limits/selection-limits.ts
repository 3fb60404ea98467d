import { type DocumentNode, Kind, type SelectionNode, type SelectionSetNode, visit } from "graphql";
import { Failure } from "../../lib/failure.js";
import { fragmentsOf } from "./fragments-of.js";

export interface SelectionLimits {
  readonly depth: number;
  readonly aliases: number;
}

/**
 * Throws REQUEST_TOO_LARGE for too deeply nested fields or too many aliases. GraphQL Armor's rules are not
 * suitable:
 * - They count an alias again for each spread of its fragment.
 * - They ignore `__schema`, but not `__type`.
 * - Their errors do not report the actual number.
 * - They run as part of validation, which is itself slow for the operations that they reject.
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

/**
 * The maximum nesting of fields, fragments included. Ignores introspection, which is deeply nested but cheap.
 */
function depthOf(document: DocumentNode): number {
  const fragments = fragmentsOf(document);
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
    // Ends the recursion for fragments that spread each other; validation rejects them.
    measured.set(name, 0);
    const depth = depthWithin(fragments.get(name)?.selectionSet);
    measured.set(name, depth);
    return depth;
  }

  const depths = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? depthWithin(definition.selectionSet) : 0,
  );
  return Math.max(0, ...depths);
}

/** Counts aliases in the document: one in a fragment counts once, however often the fragment is spread. */
function countAliases(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Field({ alias }) {
      if (alias !== undefined) count++;
    },
  });
  return count;
}
