import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  visit,
} from "graphql";

/** Optional directives. `authenticated` and `cost` are for routers, some of which need a license for them. */
export type OptionalDirective = "authenticated" | "cost" | "interfaceObject";

interface Addition {
  /** The minor version of Federation 2 that introduced them. */
  readonly since: number;
  readonly imports: readonly string[];
  /** Coordinate of a type or field → directive. */
  readonly elements: Readonly<Record<string, string>>;
}

/** The weight that routers give to a mutation; a call to ZITADEL costs as much. */
const upstreamCallCost = "@cost(weight: 10)";

const additions: Readonly<Record<OptionalDirective, Addition>> = {
  // Not on `me`, which is null without a token rather than an error.
  authenticated: {
    since: 5,
    imports: ["@authenticated"],
    elements: {
      "Query.user": "@authenticated",
      "Query.userByMetadata": "@authenticated",
      "Query.usersByMetadata": "@authenticated",
      "User.metadata": "@authenticated",
      "User.metadataEntry": "@authenticated",
      "User.metadataMap": "@authenticated",
      "User.attributes": "@authenticated",
      "User.metadataDefinitions": "@authenticated",
      "Mutation.setUserMetadata": "@authenticated",
      "Mutation.deleteUserMetadata": "@authenticated",
      "Mutation.updateUserMetadata": "@authenticated",
      "Mutation.setUserMetadataAttributes": "@authenticated",
      "Subscription.userMetadataChanged": "@authenticated",
    },
  },
  // The user is an interface in the subgraph that owns it.
  interfaceObject: {
    since: 3,
    imports: ["@interfaceObject"],
    elements: { User: "@interfaceObject" },
  },
  cost: {
    since: 9,
    imports: ["@cost", "@listSize"],
    elements: {
      "Query.user": upstreamCallCost,
      "Query.userByMetadata": upstreamCallCost,
      "Query.usersByMetadata":
        '@listSize(assumedSize: 20, slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)',
      // No `@cost` here: routers multiply its weight by the number of entries.
      "User.metadata":
        '@listSize(assumedSize: 20, slicingArguments: ["limit"], requireOneSlicingArgument: false)',
      "User.metadataEntry": upstreamCallCost,
      "User.metadataMap": upstreamCallCost,
      "User.attributes": upstreamCallCost,
      "Mutation.setUserMetadata": upstreamCallCost,
      "Mutation.deleteUserMetadata": upstreamCallCost,
      "Mutation.updateUserMetadata": upstreamCallCost,
      "Mutation.setUserMetadataAttributes": upstreamCallCost,
      "Subscription.userMetadataChanged": upstreamCallCost,
    },
  },
};

/** Apollo requires this minor version of subgraphs with subscriptions. */
const subscriptionsSince = 4;

/**
 * Adds these directives to the user type and to the fields that only this subgraph defines, and links the oldest
 * version of Federation with all features of the schema.
 */
export function addDirectives(
  contract: DocumentNode,
  names: readonly OptionalDirective[],
  hasSubscriptions: boolean,
): DocumentNode {
  const selected = names.map((name) => additions[name]);
  const version = Math.max(hasSubscriptions ? subscriptionsSince : 0, ...selected.map(({ since }) => since));
  if (version === 0) return contract;
  const imports = ["@key", ...selected.flatMap((addition) => addition.imports)];
  const link = `@link(url: "https://specs.apollo.dev/federation/v2.${version}", import: ${JSON.stringify(imports)})`;
  const withDirectives = <T extends FieldDefinitionNode | ObjectTypeDefinitionNode>(
    node: T,
    coordinate: string,
  ): T => {
    const added = selected.flatMap(({ elements }) => parseDirectives(elements[coordinate] ?? ""));
    return { ...node, directives: [...(node.directives ?? []), ...added] };
  };
  return visit(contract, {
    SchemaExtension: (node) => ({ ...node, directives: parseDirectives(link) }),
    ObjectTypeDefinition(type) {
      const { fields = [], name } = type;
      const withFields = {
        ...type,
        fields: fields.map((field) => withDirectives(field, `${name.value}.${field.name.value}`)),
      };
      return withDirectives(withFields, name.value);
    },
  });
}

function parseDirectives(text: string): readonly ConstDirectiveNode[] {
  const [node] = parse(`scalar Any ${text}`).definitions;
  return node?.kind === Kind.SCALAR_TYPE_DEFINITION ? (node.directives ?? []) : [];
}
