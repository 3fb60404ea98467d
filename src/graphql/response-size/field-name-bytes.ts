import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from "graphql";
import { Kind } from "graphql";
import { isIncluded } from "../selection/is-included.js";

type Selected = Pick<GraphQLResolveInfo, "fieldNodes" | "fragments" | "variableValues">;

/**
 * Sizes by field nodes: a compiled query has the same nodes for every user. Only selections without
 * conditions are cached.
 */
const bytesByFieldNodes = new WeakMap<readonly FieldNode[], number>();

/** Size of an object's field names as JSON, with quotes, colon and comma. All fields must be leaves. */
export function fieldNameBytes(selected: Selected): number {
  const cached = bytesByFieldNodes.get(selected.fieldNodes);
  if (cached !== undefined) return cached;
  const { names, isConditional } = collectNames(selected);
  let bytes = 0;
  for (const name of names) bytes += name.length + 4;
  if (!isConditional) bytesByFieldNodes.set(selected.fieldNodes, bytes);
  return bytes;
}

function collectNames({ fieldNodes, fragments, variableValues }: Selected): {
  names: ReadonlySet<string>;
  isConditional: boolean;
} {
  const names = new Set<string>();
  const visited = new Set<string>();
  let isConditional = false;

  function add(selectionSet: SelectionSetNode | undefined): void {
    for (const node of selectionSet?.selections ?? []) {
      if (node.directives !== undefined && node.directives.length > 0) {
        isConditional = true;
        if (!isIncluded(node, variableValues)) continue;
      }
      if (node.kind === Kind.FIELD) names.add((node.alias ?? node.name).value);
      else if (node.kind === Kind.INLINE_FRAGMENT) add(node.selectionSet);
      else if (!visited.has(node.name.value)) {
        visited.add(node.name.value);
        add(fragments[node.name.value]?.selectionSet);
      }
    }
  }

  for (const { selectionSet } of fieldNodes) add(selectionSet);
  return { names, isConditional };
}
