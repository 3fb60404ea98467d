import { type DocumentNode, Kind, specifiedDirectives, visit } from "graphql";
import { Failure } from "../../lib/failure.js";

const directivesOfGraphql = new Set(specifiedDirectives.map(({ name }) => name));

/**
 * The schema for tools of clients, which do not know Federation's directives. Throws BAD_USER_INPUT for a schema
 * without queries.
 */
export function toClientSchema(typeDefs: DocumentNode): DocumentNode {
  const hasQueries = typeDefs.definitions.some(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === "Query",
  );
  if (!hasQueries) {
    throw new Failure(
      "BAD_USER_INPUT",
      "The subgraph has no queries (SUBGRAPH_ROOT_FIELDS=none). Use the API schema of the supergraph.",
    );
  }
  return visit(typeDefs, {
    SchemaExtension: () => null,
    Directive: ({ name }) => (directivesOfGraphql.has(name.value) ? undefined : null),
  });
}
