import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  parse,
  specifiedScalarTypes,
  visit,
} from "graphql";

/** The name and key of the user entity in the supergraph. */
export interface UserEntity {
  readonly type: string;
  /** The field that holds the ZITADEL user id. */
  readonly key: string;
  /** `ID`, `String` or a scalar of the supergraph. */
  readonly keyType: string;
}

/** Renames the contract's type `User` and its key `id: ID!`. */
export function renameUser(contract: DocumentNode, { type, key, keyType }: UserEntity): DocumentNode {
  const [userType, ...keyScalar] = parse(
    `type ${type} @key(fields: "${key}") { ${key}: ${keyType}! } ${isBuiltIn(keyType) ? "" : `scalar ${keyType}`}`,
  ).definitions;
  if (userType?.kind !== Kind.OBJECT_TYPE_DEFINITION)
    throw new TypeError("expected an object type definition");
  const { fields: keyFields = [], directives: keyDirectives = [] } = userType;
  return visit(contract, {
    Document: (document) => ({ ...document, definitions: [...document.definitions, ...keyScalar] }),
    ObjectTypeDefinition({ name, fields = [], directives = [] }) {
      if (name.value !== "User") return undefined;
      return {
        ...userType,
        directives: [...keyDirectives, ...directives.filter((directive) => !isContractKey(directive))],
        fields: [...keyFields, ...fields.filter((field) => field.name.value !== "id")],
      };
    },
    NamedType(node) {
      return node.name.value === "User" ? { ...node, name: userType.name } : undefined;
    },
  });
}

function isBuiltIn(scalar: string): boolean {
  return specifiedScalarTypes.some(({ name }) => name === scalar);
}

/** `@key(fields: "id")` */
function isContractKey({ name, arguments: [fields] = [] }: ConstDirectiveNode): boolean {
  return name.value === "key" && fields?.value.kind === Kind.STRING && fields.value.value === "id";
}
