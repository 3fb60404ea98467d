import { type DocumentNode, Kind, parse, visit } from "graphql";

/** The name and key of the user entity in the supergraph. */
export interface UserEntity {
  readonly type: string;
  /** The field that holds the ZITADEL user id. */
  readonly key: string;
  readonly keyType: "ID" | "String";
}

/** Renames the contract's type `User` and its key `id: ID!`. */
export function renameUser(contract: DocumentNode, { type, key, keyType }: UserEntity): DocumentNode {
  const [userType] = parse(`type ${type} @key(fields: "${key}") { ${key}: ${keyType}! }`).definitions;
  if (userType?.kind !== Kind.OBJECT_TYPE_DEFINITION)
    throw new TypeError("expected an object type definition");
  const { fields: keyFields = [] } = userType;
  return visit(contract, {
    ObjectTypeDefinition({ name, fields = [], directives = [] }) {
      if (name.value !== "User") return undefined;
      return {
        ...userType,
        // The first directive of the contract is the key `id`.
        directives: [...(userType.directives ?? []), ...directives.slice(1)],
        fields: [...keyFields, ...fields.filter((field) => field.name.value !== "id")],
      };
    },
    NamedType(node) {
      return node.name.value === "User" ? { ...node, name: userType.name } : undefined;
    },
  });
}
