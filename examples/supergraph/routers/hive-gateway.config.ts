/**
 * Hive Gateway: `npx hive-gateway supergraph -c hive-gateway.config.ts` with the package @graphql-hive/gateway, or
 * `npm run gateway` here. https://the-guild.dev/graphql/hive/docs/gateway
 */
import { fileURLToPath } from "node:url";
import type { GatewayConfigSupergraph } from "@graphql-hive/gateway-runtime";

const { CORS_ORIGINS, HOST, PORT, ACCOUNTS_URL, METADATA_URL } = process.env;

export const gatewayConfig = {
  host: HOST ?? "localhost",
  port: Number(PORT ?? "4000"),
  supergraph: fileURLToPath(new URL("../supergraph.graphql", import.meta.url)),

  // Where the subgraphs are, when not where the supergraph says.
  transportEntries: {
    ...(ACCOUNTS_URL !== undefined && { accounts: { location: ACCOUNTS_URL } }),
    ...(METADATA_URL !== undefined && { metadata: { location: METADATA_URL } }),
  },

  // The caller's token goes to the subgraphs, and nothing else of the request.
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => {
      const authorization = request.headers.get("authorization");
      return authorization === null ? {} : { authorization };
    },
  },

  // Codes and messages of the subgraphs pass as they are; those of bugs in the gateway do not.
  maskedErrors: true,
  subgraphErrors: { subgraphNameProp: false },

  // The pages that may call. Tokens travel in a header: no cookies, no credentials.
  cors: {
    origin: (CORS_ORIGINS ?? "http://localhost:5173,http://localhost:5174").split(","),
    methods: ["POST"],
    allowedHeaders: ["authorization", "content-type"],
    credentials: false,
    maxAge: 600,
  },

  // Longer than the subgraphs give themselves, for their own errors to arrive.
  upstreamTimeout: 10_000,
  requestDeadline: 15_000,
  graphiql: false,
  landingPage: false,
  logging: "warn",
} satisfies GatewayConfigSupergraph & { host: string; port: number };
