import { type DocumentNode, type NameNode, visit } from "graphql";

/** The part that the names of this subgraph's types and mutations have in common. */
const commonPart = "UserMetadata";

/**
 * Adds the prefix to a name that only this subgraph defines: a type or mutation (`setUserMetadata` →
 * `setZitadelUserMetadata`), a field of the user (`metadataMap` → `zitadelMetadataMap`), a root field of the
 * search, or the subscription.
 */
export function prefixName(name: string, prefix: string): string {
  if (prefix === "") return name;
  return name.includes(commonPart) ? prefixTypes(name, prefix) : prefix + capitalize(name);
}

/** Adds the prefix to all names that only this subgraph defines. */
export function addNamePrefix(contract: DocumentNode, prefix: string): DocumentNode {
  if (prefix === "") return contract;
  return visit(contract, {
    ObjectTypeDefinition: {
      leave(type) {
        const kept = keptFields.get(type.name.value);
        if (kept === undefined) return undefined;
        const fields = type.fields?.map((field) => {
          const name = field.name.value;
          // A name with the common part has the prefix by now: its node was visited before the type is left.
          if (kept.has(name) || name.includes(commonPart)) return field;
          return { ...field, name: { ...field.name, value: prefixName(name, prefix) } };
        });
        return { ...type, fields };
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

/**
 * The types whose fields get the prefix, with the fields that other subgraphs may define too and that keep their
 * names. The profile can leave out those of `Query`.
 */
const keptFields: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["User", new Set(["id"])],
  ["Query", new Set(["me", "user"])],
  ["Subscription", new Set<string>()],
]);

function prefixTypes(text: string, prefix: string): string {
  return text.replaceAll(commonPart, capitalize(prefix) + commonPart);
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
