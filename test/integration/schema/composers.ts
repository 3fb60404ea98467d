import { composeServices as composeWithApollo } from "@apollo/composition";
import { composeServices as composeWithGuild } from "@theguild/federation-composition";
import { type DocumentNode, type GraphQLError, parse, printSchema } from "graphql";

export interface Composition {
  /** Empty when the subgraphs compose. */
  readonly errors: readonly { readonly message: string; readonly code: unknown }[];
  /** Warnings of the composer. */
  readonly hints: readonly string[];
  /** The schema for the router. */
  readonly supergraph: DocumentNode;
  /** The schema for clients. */
  readonly api: DocumentNode;
}

/** Schemas by subgraph name. */
type Subgraphs = Readonly<Record<string, DocumentNode>>;

const emptyDocument: DocumentNode = parse("scalar Nothing");

export const composers = [
  ["@apollo/composition", composeByApollo],
  ["@theguild/federation-composition", composeByGuild],
] as const;

function composeByApollo(subgraphs: Subgraphs): Composition {
  const { errors, hints = [], supergraphSdl, schema } = composeWithApollo(toServices(subgraphs));
  const api = schema?.toAPISchema().toGraphQLJSSchema();
  return {
    errors: toCompositionErrors(errors),
    hints: hints.map(String),
    supergraph: supergraphSdl === undefined ? emptyDocument : parse(supergraphSdl),
    api: api === undefined ? emptyDocument : parse(printSchema(api)),
  };
}

function composeByGuild(subgraphs: Subgraphs): Composition {
  const { errors, supergraphDocumentNode, publicDocumentNode } = composeWithGuild(toServices(subgraphs));
  return {
    errors: toCompositionErrors(errors),
    hints: [],
    supergraph: supergraphDocumentNode ?? emptyDocument,
    api: publicDocumentNode ?? emptyDocument,
  };
}

function toCompositionErrors(errors: readonly GraphQLError[] = []): Composition["errors"] {
  return errors.map(({ message, extensions }) => ({ message, code: extensions["code"] }));
}

function toServices(
  subgraphs: Subgraphs,
): { readonly name: string; readonly url: string; readonly typeDefs: DocumentNode }[] {
  return Object.entries(subgraphs).map(([name, typeDefs]) => ({
    name,
    url: `http://${name}.example/graphql`,
    typeDefs,
  }));
}
