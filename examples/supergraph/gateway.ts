/** `npm run gateway`: Hive Gateway as a library, a tenth of what its command line installs, with the same settings. */
import { createServer } from "node:http";
import { createGatewayRuntime } from "@graphql-hive/gateway-runtime";
import { gatewayConfig } from "./routers/hive-gateway.config.js";

const { host, port, ...config } = gatewayConfig;
const gateway = createGatewayRuntime(config);
const server = createServer((request, response) => void gateway(request, response));
server.listen(port, host, () => {
  process.stdout.write(`the gateway is listening at http://${host}:${port}/graphql\n`);
});

// The gateway lets go of the subgraphs by itself; the server keeps the process until it is closed.
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => server.close());
