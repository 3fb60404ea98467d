/** `npm run orders`: a subgraph that knows the contract numbers of users. */
import { readFileSync } from "node:fs";
import { startSubgraph } from "../start-subgraph.js";
import { createSchema } from "./schema.js";
import { parseOrders } from "./orders.js";

const file = process.env["ORDERS_FILE"] ?? new URL("orders.json", import.meta.url);
const orders = parseOrders(readFileSync(file, "utf8"));

startSubgraph({ name: "orders", defaultPort: 4004, env: process.env }, (issuer) => ({
  schema: createSchema(orders, issuer),
  createContext: (caller) => ({ caller }),
}));
