import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

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
export interface Billing extends AsyncDisposable {
  readonly url: string;
}

export async function startBilling(): Promise<Billing> {
  const server = new ApolloServer({
    schema: buildSubgraphSchema({
      typeDefs,
      resolvers: {
        User: {
          __resolveReference: (representation: Representation) => representation,
          seatLimit: ({ attributes }: Representation) => attributes?.billingSeats,
          seatText: ({ metadataEntry }: Representation) => metadataEntry?.value,
        },
      },
    }),
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginUsageReportingDisabled()],
  });
  const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });
  return { url, [Symbol.asyncDispose]: () => server.stop() };
}
