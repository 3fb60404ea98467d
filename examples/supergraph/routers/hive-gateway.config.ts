/**
 * Hive Gateway: `npx hive-gateway supergraph -c hive-gateway.config.ts` with the package @graphql-hive/gateway, or
 * `npm run gateway` here. https://the-guild.dev/graphql/hive/docs/gateway
 */
import { fileURLToPath } from "node:url";
import type { GatewayConfigSupergraph, GatewayPlugin } from "@graphql-hive/gateway-runtime";
import { getOperationAST, GraphQLError, OperationTypeNode } from "graphql";

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

  // Codes and messages of the subgraphs pass as they are, without the subgraphs' names.
  subgraphErrors: { subgraphNameProp: false },
  plugins: () => [tellOutages()],

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

/** Tells by the subgraphs' own codes that a subgraph does not answer; what else goes wrong here is masked. */
function tellOutages(): GatewayPlugin {
  return {
    onExecute: ({ args: { document, operationName } }) => ({
      onExecuteDone({ result, setResult }) {
        if (!("errors" in result) || !Array.isArray(result.errors)) return;
        /* eslint-disable @typescript-eslint/no-unsafe-argument -- Envelop types what was executed as any */
        const operation = getOperationAST(document, operationName)?.operation;
        const isMutation = operation === OperationTypeNode.MUTATION;
        setResult({ ...result, errors: result.errors.map((error) => asOutage(error, isMutation)) });
        /* eslint-enable @typescript-eslint/no-unsafe-argument */
      },
    }),
  };
}

const outages: Readonly<Record<string, readonly [code: string, message: string]>> = {
  SUBREQUEST_HTTP_ERROR: ["UPSTREAM_UNAVAILABLE", "A part of the graph cannot be reached."],
  TIMEOUT_ERROR: ["UPSTREAM_TIMEOUT", "A part of the graph did not answer in time."],
};

function asOutage(error: GraphQLError, isMutation: boolean): GraphQLError {
  const outage = outages[String(error.extensions["code"])];
  if (outage === undefined) return error;
  const [code, message] = outage;
  const { path } = error;
  // The write itself; what is read of its payload has a longer path.
  if (!isMutation || (path !== undefined && path.length > 1)) {
    return new GraphQLError(message, { path, extensions: { code } });
  }
  return new GraphQLError(`${message} The change may or may not have been made.`, {
    path,
    extensions: { code: "WRITE_OUTCOME_UNKNOWN" },
  });
}
