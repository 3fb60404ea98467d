import { composeServices as composeWithApollo } from "@apollo/composition";
import { composeServices as composeWithGuild } from "@theguild/federation-composition";
import { type DocumentNode, type GraphQLError, parse, printSchema } from "graphql";

export interface Composition {
  /** Empty when the subgraphs compose. */
  readonly errors: readonly { readonly message: string; readonly code: unknown }[];
  /** What the composer finds odd. */
  readonly hints: readonly string[];
  /** For the router. */
  readonly supergraph: DocumentNode;
  /** For clients. */
  readonly api: DocumentNode;
}

/** Name → schema. */
type Subgraphs = Readonly<Record<string, DocumentNode>>;

const emptyDocument: DocumentNode = parse("scalar Nothing");

export const composers = [
  ["@apollo/composition", byApollo],
  ["@theguild/federation-composition", byGuild],
] as const;

function byApollo(subgraphs: Subgraphs): Composition {
  const { errors, hints = [], supergraphSdl, schema } = composeWithApollo(servicesOf(subgraphs));
  const api = schema?.toAPISchema().toGraphQLJSSchema();
  return {
    errors: summaryOf(errors),
    hints: hints.map(String),
    supergraph: supergraphSdl === undefined ? emptyDocument : parse(supergraphSdl),
    api: api === undefined ? emptyDocument : parse(printSchema(api)),
  };
}

function byGuild(subgraphs: Subgraphs): Composition {
  const { errors, supergraphDocumentNode, publicDocumentNode } = composeWithGuild(servicesOf(subgraphs));
  return {
    errors: summaryOf(errors),
    hints: [],
    supergraph: supergraphDocumentNode ?? emptyDocument,
    api: publicDocumentNode ?? emptyDocument,
  };
}

function summaryOf(errors: readonly GraphQLError[] = []): Composition["errors"] {
  return errors.map(({ message, extensions }) => ({ message, code: extensions["code"] }));
}

function servicesOf(
  subgraphs: Subgraphs,
): { readonly name: string; readonly url: string; readonly typeDefs: DocumentNode }[] {
  return Object.entries(subgraphs).map(([name, typeDefs]) => ({
    name,
    url: `http://${name}.example/graphql`,
    typeDefs,
  }));
}
