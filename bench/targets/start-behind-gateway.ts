import { fileURLToPath } from "node:url";
import { z } from "zod";
import { startLoadClient } from "../load/client.js";
import { exchange, startChild } from "./child.js";
import type { Target, Upstream } from "./target.js";
import { createRunner, type Server } from "./start-server.js";

const file = fileURLToPath(new URL("gateway-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const startMessage = z.object({ url: z.string() });

/**
 * Starts a gateway for a running server. CPU time and memory are those of the server, without the gateway.
 */
export async function startBehindGateway(
  { name, pid, url, servesFrom }: Server,
  upstream: Upstream,
  logFile: string,
): Promise<Target> {
  const child = startChild({ args: ["--import", "tsx", file, url], cwd, env: {}, logFile, hasIpc: true });
  const client = startLoadClient(startMessage.parse(await exchange(child)).url, upstream.tokens, 1);
  return {
    name,
    pid,
    servesFrom,
    supports: ({ kind }) => kind === "users",
    ...createRunner(name, client, "text"),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await child[Symbol.asyncDispose]();
    },
  };
}
