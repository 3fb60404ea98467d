import { type DocumentNode, Kind, parse, visit } from "graphql";

/** A second entity key: a field whose value is that of a metadata key. */
export interface LookupKey {
  readonly field: string;
  readonly key: string;
}

/** The root fields that search users. */
export const searchFields = ["userByMetadata", "usersByMetadata"] as const;
export const searchTypes = ["UserMetadataCondition", "UserMetadataMatches"];

/** Adds the second key to the contract's type `User`. */
export function addLookupKey(contract: DocumentNode, lookup: LookupKey | undefined): DocumentNode {
  if (lookup === undefined) return contract;
  const { field } = lookup;
  const [added] = parse(`type User @key(fields: "${field}") { ${field}: String }`).definitions;
  if (added?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new TypeError("expected an object type definition");
  return visit(contract, {
    ObjectTypeDefinition(type) {
      if (type.name.value !== "User") return undefined;
      return {
        ...type,
        directives: [...(type.directives ?? []), ...(added.directives ?? [])],
        fields: [...(type.fields ?? []), ...(added.fields ?? [])],
      };
    },
  });
}
