import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exampleEnv } from "../../../examples/demo/example-env.js";
import { supergraph } from "../../../examples/demo/parts.js";
import { startPart } from "../../../examples/demo/start-part.js";
import { freePort } from "../../../src/commands/dev/free-port.js";
import type { Subgraph } from "./start-subgraph.js";

/** Starts the orders subgraph of `examples/supergraph`, whose packages have to be installed. */
export async function startOrders(issuer: string, orders: readonly object[]): Promise<Subgraph> {
  const folder = await mkdtemp(join(tmpdir(), "orders-"));
  const file = join(folder, "orders.json");
  await writeFile(file, JSON.stringify(orders));
  const origin = `http://127.0.0.1:${await freePort(0)}`;
  const subgraph = await startPart(supergraph, {
    script: ["orders"],
    env: {
      ...exampleEnv(process.env),
      HOST: "127.0.0.1",
      PORT: new URL(origin).port,
      ZITADEL_ISSUER: issuer,
      ORDERS_FILE: file,
    },
    readinessUrl: `${origin}/livez`,
    signal: AbortSignal.timeout(100_000),
  });
  return {
    url: `${origin}/graphql`,
    async [Symbol.asyncDispose]() {
      await subgraph[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
