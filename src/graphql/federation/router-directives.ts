import { type ConstDirectiveNode, type DocumentNode, Kind, parse, visit } from "graphql";

/** Optional directives; some routers need a license for them. */
export type RouterDirective = "authenticated" | "cost";

interface Addition {
  /** The minor version of Federation 2 that introduced them. */
  readonly since: number;
  readonly imports: readonly string[];
  /** Field coordinate → directive. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The weight that routers give to a mutation; a call to ZITADEL costs as much. */
const upstreamCallCost = "@cost(weight: 10)";

const additions: Readonly<Record<RouterDirective, Addition>> = {
  // Not on `me`, which is null without a token rather than an error.
  authenticated: {
    since: 5,
    imports: ["@authenticated"],
    fields: {
      "Query.user": "@authenticated",
      "User.metadata": "@authenticated",
      "User.metadataEntry": "@authenticated",
      "User.metadataMap": "@authenticated",
      "User.attributes": "@authenticated",
      "User.metadataDefinitions": "@authenticated",
      "Mutation.setUserMetadata": "@authenticated",
      "Mutation.deleteUserMetadata": "@authenticated",
      "Mutation.updateUserMetadata": "@authenticated",
      "Mutation.setUserMetadataAttributes": "@authenticated",
    },
  },
  cost: {
    since: 9,
    imports: ["@cost", "@listSize"],
    fields: {
      "Query.user": upstreamCallCost,
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
    },
  },
};

/** Adds these directives to the fields that only this subgraph defines. */
export function addDirectives(contract: DocumentNode, names: readonly RouterDirective[]): DocumentNode {
  if (names.length === 0) return contract;
  const selected = names.map((name) => additions[name]);
  const version = Math.max(...selected.map(({ since }) => since));
  const imports = ["@key", ...selected.flatMap((addition) => addition.imports)];
  const link = `@link(url: "https://specs.apollo.dev/federation/v2.${version}", import: ${JSON.stringify(imports)})`;
  return visit(contract, {
    SchemaExtension: (node) => ({ ...node, directives: parseDirectives(link) }),
    ObjectTypeDefinition(type) {
      const fields = type.fields?.map((field) => {
        const coordinate = `${type.name.value}.${field.name.value}`;
        const added = selected.flatMap((addition) => parseDirectives(addition.fields[coordinate] ?? ""));
        return { ...field, directives: [...(field.directives ?? []), ...added] };
      });
      return { ...type, fields };
    },
  });
}

function parseDirectives(text: string): readonly ConstDirectiveNode[] {
  const [node] = parse(`scalar Any ${text}`).definitions;
  return node?.kind === Kind.SCALAR_TYPE_DEFINITION ? (node.directives ?? []) : [];
}
