import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";
import { isIncluded } from "./selection.js";

type Selected = Pick<GraphQLResolveInfo, "fieldNodes" | "fragments" | "variableValues">;

/** The fields that an operation selects of an object whose fields are all leaves. */
export interface SelectedLeaves {
  /** The name of each field, by its name in the response: the alias or the same. */
  readonly fields: ReadonlyMap<string, string>;
  /** Size of the names as JSON, with quotes, colon and comma. */
  readonly nameBytes: number;
}

/**
 * By field nodes: a compiled query has the same nodes for every user. Only selections without conditions are
 * cached.
 */
const leavesByFieldNodes = new WeakMap<readonly FieldNode[], SelectedLeaves>();

/** Returns the same object for each user of a page, unless the selection has conditions. */
export function selectedLeaves(selected: Selected): SelectedLeaves {
  const cached = leavesByFieldNodes.get(selected.fieldNodes);
  if (cached !== undefined) return cached;
  const { fields, isConditional } = collectFields(selected);
  let nameBytes = 0;
  for (const name of fields.keys()) nameBytes += name.length + 4;
  const leaves = { fields, nameBytes };
  if (!isConditional) leavesByFieldNodes.set(selected.fieldNodes, leaves);
  return leaves;
}

function collectFields({ fieldNodes, fragments, variableValues }: Selected): {
  fields: ReadonlyMap<string, string>;
  isConditional: boolean;
} {
  const fields = new Map<string, string>();
  const visited = new Set<string>();
  let isConditional = false;

  function add(selectionSet: SelectionSetNode | undefined): void {
    for (const node of selectionSet?.selections ?? []) {
      if (node.directives !== undefined && node.directives.length > 0) {
        isConditional = true;
        if (!isIncluded(node, variableValues)) continue;
      }
      if (node.kind === Kind.FIELD) fields.set((node.alias ?? node.name).value, node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) add(node.selectionSet);
      else if (!visited.has(node.name.value)) {
        visited.add(node.name.value);
        add(fragments[node.name.value]?.selectionSet);
      }
    }
  }

  for (const { selectionSet } of fieldNodes) add(selectionSet);
  return { fields, isConditional };
}
