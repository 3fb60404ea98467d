/**
 * `npm run gateway`: runs Hive Gateway as a library, with the configuration of its command line. The library
 * installs a tenth of the command line's packages.
 */
import { createServer } from "node:http";
import { createGatewayRuntime, getGraphQLWSOptions } from "@graphql-hive/gateway-runtime";
import { type Extra, useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { reportStartFailure } from "./report-start-failure.js";
import { gatewayConfig } from "./routers/hive-gateway.config.js";

const { host, port, ...config } = gatewayConfig;
const gateway = createGatewayRuntime(config);
const { EXPLORER_URL } = process.env;
const server = createServer((request, response) => {
  // A browser that opens the address of the gateway gets a page in place of an error.
  const isPage = request.method === "GET" && request.headers.accept?.includes("text/html") === true;
  if (isPage && EXPLORER_URL !== undefined) response.writeHead(302, { location: EXPLORER_URL }).end();
  else void gateway(request, response);
});
server.on("error", reportStartFailure("gateway", port));
const webSockets = new WebSocketServer({ server, path: gateway.graphqlEndpoint });
// The server emits the same errors.
webSockets.on("error", () => undefined);
const { dispose } = useServer(
  getGraphQLWSOptions<object, Extra>(gateway, async ({ extra }) => {
    // The gateway loads the supergraph when it needs it, but not for a WebSocket.
    await gateway.getSchema();
    // Without a request, the gateway would forward no headers. The token is the only one that it forwards.
    const { authorization } = extra.request.headers;
    const headers = authorization === undefined ? {} : { authorization };
    return { request: new Request(`http://${host}:${port}`, { headers }) };
  }),
  webSockets,
);
server.listen(port, host, () => {
  process.stdout.write(`the gateway is listening at http://${host}:${port}/graphql\n`);
});

// The gateway closes its connections to the subgraphs itself. The server keeps the process running until
// closed.
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    dispose()?.catch((error: unknown) => {
      process.stderr.write(`the gateway cannot close its WebSockets: ${String(error)}\n`);
    });
    server.close();
  });
}
