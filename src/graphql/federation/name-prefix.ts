import { type DocumentNode, type FieldDefinitionNode, type NameNode, visit } from "graphql";

/** The part that the names of this subgraph's types and mutations have in common. */
const commonPart = "UserMetadata";

/**
 * Adds the prefix to a name that only this subgraph defines: a type or mutation (`setUserMetadata` →
 * `setZitadelUserMetadata`), a field of the user (`metadataMap` → `zitadelMetadataMap`), a root field of the search, or the
 * subscription.
 */
export function prefixName(name: string, prefix: string): string {
  if (prefix === "") return name;
  return name.includes(commonPart) ? prefixTypes(name, prefix) : prefix + capitalize(name);
}

/** Adds the prefix to all names that only this subgraph defines. The root fields `me` and `user` can be left out instead. */
export function addNamePrefix(contract: DocumentNode, prefix: string): DocumentNode {
  if (prefix === "") return contract;
  const prefixField = (field: FieldDefinitionNode): FieldDefinitionNode => {
    if (keptFields.has(field.name.value)) return field;
    return { ...field, name: { ...field.name, value: prefixName(field.name.value, prefix) } };
  };
  return visit(contract, {
    ObjectTypeDefinition: {
      enter(type) {
        if (type.name.value !== "User") return undefined;
        return { ...type, fields: type.fields?.map(prefixField) };
      },
      // After the names in it, which would otherwise get the prefix twice.
      leave(type) {
        if (!rootTypes.has(type.name.value)) return undefined;
        return { ...type, fields: type.fields?.map(prefixField) };
      },
    },
    // Types, wherever they are named, and mutations.
    Name: (node): NameNode => ({ ...node, value: prefixTypes(node.value, prefix) }),
    // Descriptions.
    StringValue: (node) => ({
      ...node,
      value: prefixTypes(node.value, prefix).replaceAll(
        "`metadata`",
        `\`${prefixName("metadata", prefix)}\``,
      ),
    }),
  });
}

/** Fields of the user and of queries that other subgraphs may define too, and the root types with fields of its own. */
const keptFields = new Set(["id", "me", "user"]);
const rootTypes = new Set(["Query", "Subscription"]);

function prefixTypes(text: string, prefix: string): string {
  return text.replaceAll(commonPart, capitalize(prefix) + commonPart);
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
