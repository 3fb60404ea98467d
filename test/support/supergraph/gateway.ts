import { composeServices } from "@apollo/composition";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginUsageReportingDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { parse } from "graphql";
import { readSdl } from "../query.js";

/** A request from the gateway to a subgraph. */
export interface SubgraphRequest {
  readonly subgraph: string;
  readonly query: string;
}

/** Starts a gateway in front of running subgraphs (name → address). */
export type StartGateway = (
  subgraphs: Readonly<Record<string, string>>,
) => Promise<AsyncDisposable & { readonly url: string }>;

export interface Gateway extends AsyncDisposable {
  readonly url: string;
  /** Oldest first. */
  readonly requests: readonly SubgraphRequest[];
}

interface GatewayContext {
  readonly authorization?: string | undefined;
}

/**
 * Starts Apollo's gateway in front of running subgraphs (name → address). Composes the supergraph from their
 * SDL.
 */
export async function startGateway(subgraphs: Readonly<Record<string, string>>): Promise<Gateway> {
  // Otherwise the gateway sends data about this machine to Apollo.
  process.env["APOLLO_TELEMETRY_DISABLED"] = "true";
  const requests: SubgraphRequest[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl: await composeSupergraph(subgraphs),
    buildService: ({ name, url = "" }) =>
      new RemoteGraphQLDataSource<GatewayContext>({
        url,
        willSendRequest({ request, context }) {
          requests.push({ subgraph: name, query: request.query ?? "" });
          const authorization: unknown = context.authorization;
          if (typeof authorization === "string") request.http?.headers.set("authorization", authorization);
        },
      }),
  });
  const server = new ApolloServer<GatewayContext>({
    gateway,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    plugins: [ApolloServerPluginUsageReportingDisabled()],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port: 0 },
    context: ({ req }) => Promise.resolve({ authorization: req.headers.authorization }),
  });
  return { url, requests, [Symbol.asyncDispose]: () => server.stop() };
}

/** Reads the SDL of running subgraphs (name → address), and composes it. */
export async function composeSupergraph(subgraphs: Readonly<Record<string, string>>): Promise<string> {
  const services = await Promise.all(
    Object.entries(subgraphs).map(async ([name, url]) => ({
      name,
      url,
      typeDefs: parse(await readSdl(url)),
    })),
  );
  const { supergraphSdl, errors } = composeServices(services);
  if (errors !== undefined) throw new AggregateError(errors, "the subgraphs do not compose");
  return supergraphSdl;
}
