import { type DocumentNode, isTypeExtensionNode, Kind, parse, visit } from "graphql";

/**
 * The part of the contract that METADATA_SCHEMA adds to schema.graphql. UserMetadataAttributes and its input get
 * the fields of the typed keys in place of `_`.
 */
export const attributesContract = /* GraphQL */ `
extend type User {
  """
  The values of the typed keys. A key without an entry has its default or null; so does a value that does not match
  its schema, with an error STORED_VALUE_INVALID. Null, with an error, as for \`metadata\`.
  """
  attributes: UserMetadataAttributes
  """
  The typed keys that the access rules let the caller read or write for this user, to build forms from. Null, with an
  error, if the rules could not be evaluated.
  """
  metadataDefinitions: [UserMetadataDefinition!]
}

"The values of the typed keys of a user, one field per key."
type UserMetadataAttributes {
  _: JSON
}

"A typed key."
type UserMetadataDefinition {
  "The key of its entry."
  key: String!
  "The field of UserMetadataAttributes and UserMetadataAttributesInput."
  field: String!
  "A short name for people; null if the schema has none."
  title: String
  "An explanation for people; null if the schema has none."
  description: String
  "The JSON Schema (2020-12) of the value."
  schema: JSON!
  "Whether the schema requires the key: a hint for forms. Neither ZITADEL nor the subgraph enforces it."
  isRequired: Boolean!
  "Whether the user has an entry. Null if the caller may not read the key; null with an error as for \`metadata\`."
  isSet: Boolean
  """
  Whether the access rules let the caller set and delete the key. ZITADEL may still reject the write if the rule uses
  the caller's token.
  """
  mayWrite: Boolean!
  "Maximum size of the stored value in bytes."
  maxBytes: Int!
}

extend type Mutation {
  "Sets and deletes typed keys of a user: all of them or none. Other keys remain unchanged."
  setUserMetadataAttributes(
    "The user and the values."
    input: SetUserMetadataAttributesInput!
  ): SetUserMetadataAttributesPayload
}

"Input of setUserMetadataAttributes."
input SetUserMetadataAttributesInput {
  "The ZITADEL user id, as a string."
  userId: ID!
  "The values to set, and null for those to delete."
  attributes: UserMetadataAttributesInput!
}

"Values of typed keys. Null deletes the entry; fields that are absent remain unchanged."
input UserMetadataAttributesInput {
  _: JSON
}

"The result of setUserMetadataAttributes."
type SetUserMetadataAttributesPayload {
  "The user whose keys were set or deleted; null if there are userErrors."
  user: User
  "Why nothing was changed; empty on success."
  userErrors: [UserMetadataUserError!]!
}

extend enum UserMetadataErrorCode {
  "The value does not match the schema of its key."
  VALUE_NOT_VALID
  "The schema does not define the key, and allows no other keys."
  KEY_NOT_DEFINED
  "Another user has this value, and no two users may have the same."
  VALUE_NOT_UNIQUE
}
`;

const { definitions } = parse(attributesContract);

/** Adds these definitions to the contract, with their type extensions merged into its types. */
export function extendContract(contract: DocumentNode): DocumentNode {
  const types = definitions.filter((node) => !isTypeExtensionNode(node));
  const extended: DocumentNode = { ...contract, definitions: [...contract.definitions, ...types] };
  return visit(extended, {
    ObjectTypeDefinition(type) {
      const fields = definitions.flatMap((node) =>
        node.kind === Kind.OBJECT_TYPE_EXTENSION && node.name.value === type.name.value
          ? (node.fields ?? [])
          : [],
      );
      return { ...type, fields: [...(type.fields ?? []), ...fields] };
    },
    EnumTypeDefinition(type) {
      const values = definitions.flatMap((node) =>
        node.kind === Kind.ENUM_TYPE_EXTENSION && node.name.value === type.name.value
          ? (node.values ?? [])
          : [],
      );
      return { ...type, values: [...(type.values ?? []), ...values] };
    },
  });
}
