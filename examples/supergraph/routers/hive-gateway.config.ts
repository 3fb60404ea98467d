/**
 * Hive Gateway: `npx hive-gateway supergraph -c hive-gateway.config.ts` with the package @graphql-hive/gateway, or
 * `npm run gateway` here. https://the-guild.dev/graphql/hive/docs/gateway
 */
import { fileURLToPath } from "node:url";
import type { GatewayConfigSupergraph } from "@graphql-hive/gateway-runtime";
import { GraphQLError } from "graphql";
import { maskError } from "graphql-yoga";

const { CORS_ORIGINS, HOST, PORT, ACCOUNTS_URL, METADATA_URL } = process.env;

const outages = new Map([
  [
    "SUBREQUEST_HTTP_ERROR",
    { code: "UPSTREAM_UNAVAILABLE", message: "A part of the graph cannot be reached." },
  ],
  ["TIMEOUT_ERROR", { code: "UPSTREAM_TIMEOUT", message: "A part of the graph did not answer in time." }],
]);

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

  // Codes and messages of the subgraphs pass as they are, without the subgraphs' names.
  maskedErrors: { maskError: maskOwnErrors },
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

/** A subgraph that does not answer is an outage, told by the subgraphs' own codes; what else goes wrong here nobody sees. */
function maskOwnErrors(error: unknown, message: string): Error {
  const masked = maskError(error, message);
  if (!(error instanceof GraphQLError) || !(masked instanceof GraphQLError) || masked === error)
    return masked;
  const outage = outages.get(String(error.extensions["code"]));
  if (outage === undefined) return masked;
  return new GraphQLError(outage.message, { path: masked.path, extensions: { code: outage.code } });
}
