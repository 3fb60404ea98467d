import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { startSubgraph, type Subgraph } from "./start-subgraph.js";

const typeDefs = parse(`
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

type User @key(fields: "contractNumber", resolvable: false) {
  contractNumber: String
}
type Query { contractHolders: [User]! }
`);

/** A subgraph that knows the contract numbers of users, but not their ids in ZITADEL. */
export function startContracts(contractNumbers: readonly string[]): Promise<Subgraph> {
  const contractHolders = (): unknown => contractNumbers.map((contractNumber) => ({ contractNumber }));
  return startSubgraph(buildSubgraphSchema({ typeDefs, resolvers: { Query: { contractHolders } } }));
}
