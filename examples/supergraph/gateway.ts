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
