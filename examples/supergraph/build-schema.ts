import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";

type Resolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>["resolvers"]
>;

/** Type → field → resolver. The resolvers get the context of their subgraph. */
type ResolversForContext = Readonly<Record<string, object>>;

/** Builds the schema of a subgraph from its schema file. */
export function buildSchema(file: URL, resolversForContext: ResolversForContext): GraphQLSchema {
  // Apollo's type requires resolvers for any context.
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the only conversion between the two types
  const resolvers = resolversForContext as unknown as Resolvers;
  return buildSubgraphSchema({ typeDefs: parse(readFileSync(file, "utf8")), resolvers });
}
