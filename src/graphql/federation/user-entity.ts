import { type DocumentNode, Kind, parse, visit } from "graphql";

/** What the users are called in a certain supergraph, whose other subgraphs know them by this type and key. */
export interface UserEntity {
  readonly type: string;
  /** The field that holds the ZITADEL user id. */
  readonly key: string;
  readonly keyType: "ID" | "String";
}

/** The contract with its User, who has the key `id: ID!`, under other names. */
export function renameUser(contract: DocumentNode, { type, key, keyType }: UserEntity): DocumentNode {
  const [userType] = parse(`type ${type} @key(fields: "${key}") { ${key}: ${keyType}! }`).definitions;
  if (userType?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new TypeError("the text defines an object type");
  const { fields: keyFields = [] } = userType;
  return visit(contract, {
    ObjectTypeDefinition({ name, fields = [] }) {
      if (name.value !== "User") return undefined;
      return { ...userType, fields: [...keyFields, ...fields.filter((field) => field.name.value !== "id")] };
    },
    NamedType(node) {
      return node.name.value === "User" ? { ...node, name: userType.name } : undefined;
    },
  });
}
