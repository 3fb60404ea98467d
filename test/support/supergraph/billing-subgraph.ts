import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { startSubgraph, type Subgraph } from "./start-subgraph.js";

/** Computes fields from metadata that it requires: from a typed key, and from a field with arguments. */
const typeDefs = parse(`
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])

type User @key(fields: "id") {
  id: ID!
  attributes: UserMetadataAttributes @external
  metadataEntry(key: String!): UserMetadataEntry @external
  "Depends on a typed key."
  seatLimit: Int @requires(fields: "attributes { billingSeats }")
  "Depends on a field with arguments."
  seatText: String @requires(fields: "metadataEntry(key: \\"billing.seats\\") { value }")
}
type UserMetadataAttributes { billingSeats: Int @external }
type UserMetadataEntry { value: String @external }
`);

interface Representation {
  readonly attributes?: { readonly billingSeats?: unknown } | null;
  readonly metadataEntry?: { readonly value?: unknown } | null;
}

/** The billing subgraph of another team. */
export function startBilling(): Promise<Subgraph> {
  const resolvers = {
    User: {
      __resolveReference: (representation: Representation) => representation,
      seatLimit: ({ attributes }: Representation) => attributes?.billingSeats,
      seatText: ({ metadataEntry }: Representation) => metadataEntry?.value,
    },
  };
  return startSubgraph(buildSubgraphSchema({ typeDefs, resolvers }));
}
