/**
 * Hive Gateway: run `npx hive-gateway supergraph -c hive-gateway.config.ts` with the package
 * @graphql-hive/gateway, or `npm run gateway` in this example.
 * https://the-guild.dev/graphql/hive/docs/gateway
 */
import { fileURLToPath } from "node:url";
import InMemoryLRUCache from "@graphql-mesh/cache-inmemory-lru";
import type { GatewayConfigSupergraph, GatewayContext, GatewayPlugin } from "@graphql-hive/gateway-runtime";
import { getOperationAST, GraphQLError, OperationTypeNode } from "graphql";

const {
  CORS_ORIGINS,
  HOST,
  PORT,
  SUPERGRAPH,
  ACCOUNTS_URL,
  ORDERS_URL,
  METADATA_URL,
  METADATA_SUBSCRIPTIONS,
  RESPONSE_CACHE_TTL_MS,
} = process.env;

export const gatewayConfig = {
  host: HOST ?? "localhost",
  port: Number(PORT ?? "4000"),
  supergraph: SUPERGRAPH ?? fileURLToPath(new URL("../supergraph.graphql", import.meta.url)),

  // Addresses of the subgraphs, if they differ from those in the supergraph.
  transportEntries: {
    ...(ACCOUNTS_URL !== undefined && { accounts: { location: ACCOUNTS_URL } }),
    ...(ORDERS_URL !== undefined && { orders: { location: ORDERS_URL } }),
    metadata: {
      ...(METADATA_URL !== undefined && { location: METADATA_URL }),
      // By default the gateway sends subscriptions by GET, which the subgraph rejects without a header against
      // forged requests.
      options: {
        method: "POST",
        ...(METADATA_SUBSCRIPTIONS === "websocket" && {
          subscriptions: {
            kind: "ws",
            options: { connectionParams: { Authorization: "{context.headers.authorization}" } },
          },
        }),
      },
    },
  },

  // Forwards only the caller's access token to the subgraphs.
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, context }) => ({ authorization: authorizationOf(request, context) }),
  },

  // A cache of complete responses, which is off by default. `session` separates callers by the token that is
  // forwarded: without it, a caller receives the responses of others.
  ...(RESPONSE_CACHE_TTL_MS !== undefined && {
    cache: new InMemoryLRUCache(),
    responseCaching: {
      session: authorizationOf,
      ttl: Number(RESPONSE_CACHE_TTL_MS),
    },
  }),

  // Passes on codes and messages of the subgraphs, without the subgraphs' names.
  subgraphErrors: { subgraphNameProp: false },
  plugins: () => [reportOutages()],

  // Origins of the pages. Tokens are sent in a header, so no cookies or credentials are needed.
  cors: {
    origin: (CORS_ORIGINS ?? "http://localhost:5173,http://localhost:5174").split(","),
    methods: ["POST"],
    allowedHeaders: ["authorization", "content-type"],
    credentials: false,
    maxAge: 600,
  },

  // Longer than the subgraphs' own timeouts, so that their errors reach the client.
  upstreamTimeout: ({ executionRequest }) =>
    executionRequest?.operationType === OperationTypeNode.SUBSCRIPTION ? undefined : 10_000,
  requestDeadline: 15_000,
  graphiql: false,
  landingPage: false,
  logging: "warn",
} satisfies GatewayConfigSupergraph & { host: string; port: number };

/**
 * The caller's token: the header, or with a WebSocket the parameter `authorization` of `connection_init`. The
 * header is that of the request that opened the WebSocket.
 */
function authorizationOf(
  { headers }: Request,
  { connectionParams }: Partial<GatewayContext>,
): string | undefined {
  return headers.get("authorization") ?? connectionParams?.["authorization"];
}

/** Reports an unavailable subgraph with the subgraphs' own codes. The gateway masks its other errors. */
function reportOutages(): GatewayPlugin {
  return {
    onExecute: ({ args: { document, operationName } }) => ({
      onExecuteDone({ result, setResult }) {
        if (!("errors" in result) || !Array.isArray(result.errors)) return;
        /* eslint-disable @typescript-eslint/no-unsafe-argument -- Envelop types the execution arguments as any */
        const operation = getOperationAST(document, operationName)?.operation;
        const isMutation = operation === OperationTypeNode.MUTATION;
        setResult({ ...result, errors: result.errors.map((error) => toOutage(error, isMutation)) });
        /* eslint-enable @typescript-eslint/no-unsafe-argument */
      },
    }),
  };
}

const outages: Readonly<Record<string, readonly [code: string, message: string]>> = {
  SUBREQUEST_HTTP_ERROR: ["UPSTREAM_UNAVAILABLE", "A subgraph is unavailable."],
  TIMEOUT_ERROR: ["UPSTREAM_TIMEOUT", "A subgraph did not respond in time."],
};

function toOutage(error: GraphQLError, isMutation: boolean): GraphQLError {
  const outage = outages[String(error.extensions["code"])];
  if (outage === undefined) return error;
  const [code, message] = outage;
  const { path } = error;
  // Only the root field of a mutation writes. Errors of its payload have a longer path.
  if (!isMutation || (path !== undefined && path.length > 1)) {
    return new GraphQLError(message, { path, extensions: { code } });
  }
  return new GraphQLError(`${message} The change may or may not have been made.`, {
    path,
    extensions: { code: "WRITE_OUTCOME_UNKNOWN" },
  });
}
