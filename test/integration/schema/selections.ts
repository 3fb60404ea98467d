import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** The selected fields of an object at one position of a document. */
export interface Selection {
  readonly type: GraphQLObjectType;
  /** Includes the fields of fragment spreads. */
  readonly fields: readonly string[];
}

/** All selections of objects in a valid document. Fragments count at their spreads. */
export function selectionsOf(schema: GraphQLSchema, document: DocumentNode): readonly Selection[] {
  const found: Selection[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet(node, _key, parent) {
        const type = info.getParentType();
        const isSpread = parent !== undefined && "kind" in parent && parent.kind === Kind.FRAGMENT_DEFINITION;
        if (isObjectType(type) && !isSpread) found.push({ type, fields: fieldsOf(node, document) });
      },
    }),
  );
  return found;
}

function fieldsOf({ selections }: SelectionSetNode, document: DocumentNode): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, document);
    const fragment = document.definitions.find(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldsOf(fragment.selectionSet, document) : [];
  });
}
