import { createServer } from "node:http";
import type { GraphQLSchema } from "graphql";
import { createYoga } from "graphql-yoga";
import { z } from "zod";
import { reportStartFailure } from "./report-start-failure.js";
import type { CallOptions } from "./zitadel/call.js";

const port = "Set it to a port from 0 to 65535.";
const environment = z.object({
  ZITADEL_ISSUER: z.url("Set it to the address of ZITADEL, such as http://localhost:8080."),
  HOST: z.string().default("localhost"),
  PORT: z.coerce.number(port).int(port).min(0, port).max(65_535, port).optional(),
});

export interface Subgraph {
  readonly schema: GraphQLSchema;
  /** Creates the context of a request. `options` is undefined for a request without an access token. */
  readonly createContext: (options: CallOptions | undefined) => object;
}

export interface SubgraphOptions {
  readonly name: string;
  readonly defaultPort: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts a subgraph with the settings of the environment. */
export function startSubgraph(
  { name, defaultPort, env }: SubgraphOptions,
  createSubgraph: (issuer: string) => Subgraph,
): void {
  const { success, data, error } = environment.safeParse(env);
  if (!success) {
    const problems = error.issues.map(({ path, message: advice }) => {
      const variable = path.join(".");
      const value = env[variable];
      return `${variable} is ${value === undefined ? "missing" : `"${value}", which is invalid`}. ${advice}`;
    });
    process.stderr.write(`${name} cannot start: ${problems.join("\n")}\n`);
    process.exitCode = 1;
    return;
  }
  const { ZITADEL_ISSUER, HOST, PORT = defaultPort } = data;
  const { schema, createContext } = createSubgraph(ZITADEL_ISSUER);
  const yoga = createYoga({
    schema,
    graphqlEndpoint: "/graphql",
    healthCheckEndpoint: "/livez",
    // Only the router sends requests, not browsers.
    cors: false,
    graphiql: false,
    context({ request }) {
      const authorization = request.headers.get("authorization");
      return createContext(authorization === null ? undefined : { authorization, signal: request.signal });
    },
  });
  const server = createServer((request, response) => void yoga(request, response));
  server.on("error", reportStartFailure(name, PORT));
  server.listen(PORT, HOST, () => {
    process.stdout.write(`${name} is listening at http://${HOST}:${PORT}/graphql\n`);
  });
}
