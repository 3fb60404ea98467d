import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from "graphql";
import { Failure } from "../lib/failure.js";

/**
 * Refuses operations with too many fields within fields or too many aliases. Not GraphQL Armor's rules: those count an
 * alias anew for each place where its fragment is spread, know `__schema` but not `__type`, and do not tell what they found.
 */
export function createSelectionLimits(limits: {
  readonly depth: number;
  readonly aliases: number;
}): readonly ValidationRule[] {
  const requireAtMost = (
    count: (document: DocumentNode) => number,
    limit: number,
    wordsFor: (found: number) => string,
  ): ValidationRule => {
    return (context) => {
      const found = count(context.getDocument());
      if (found <= limit) return {};
      const failure = new Failure("REQUEST_TOO_LARGE", `The operation ${wordsFor(found)}.`);
      context.reportError(new GraphQLError(failure.message, { originalError: failure }));
      return {};
    };
  };
  return [
    requireAtMost(
      depthOf,
      limits.depth,
      (found) => `is ${found} fields deep; at most ${limits.depth} are allowed (LIMIT_DEPTH)`,
    ),
    requireAtMost(
      countAliases,
      limits.aliases,
      (found) => `has ${found} aliases; at most ${limits.aliases} are allowed (LIMIT_ALIASES)`,
    ),
  ];
}

/** The longest chain of fields within fields, through fragments. Introspection is deep by nature and costs nothing. */
function depthOf({ definitions }: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, number>();

  function depthWithin(selectionSet: SelectionSetNode | undefined): number {
    return selectionSet?.selections.reduce((deepest, node) => Math.max(deepest, depthAt(node)), 0) ?? 0;
  }

  function depthAt(node: SelectionNode): number {
    if (node.kind === Kind.INLINE_FRAGMENT) return depthWithin(node.selectionSet);
    const name = node.name.value;
    if (node.kind === Kind.FIELD) {
      return name === "__schema" || name === "__type" ? 0 : 1 + depthWithin(node.selectionSet);
    }
    const known = measured.get(name);
    if (known !== undefined) return known;
    // Where fragments spread each other in a circle, it ends here; another rule refuses them.
    measured.set(name, 0);
    const depth = depthWithin(fragments.get(name)?.selectionSet);
    measured.set(name, depth);
    return depth;
  }

  const depths = definitions.map((definition) =>
    "selectionSet" in definition ? depthWithin(definition.selectionSet) : 0,
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
