import { fileURLToPath } from "node:url";
import { z } from "zod";
import { startAsking } from "../load/send.js";
import { exchange, startChild } from "./child.js";
import type { Contender, Upstream } from "./contender.js";
import { createLoading, type Server } from "./start-server.js";

const file = fileURLToPath(new URL("gateway-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const told = z.object({ url: z.string() });

/** The same server, asked through a gateway; CPU time and memory remain the server's own. */
export async function startBehindGateway(
  { name, pid, url, knows }: Server,
  upstream: Upstream,
  log: string,
): Promise<Contender> {
  const child = startChild({ args: ["--import", "tsx", file, url], cwd, env: {}, log, isTalking: true });
  const asking = startAsking(told.parse(await exchange(child)).url, upstream.tokens, 1);
  return {
    name,
    pid,
    knows,
    can: ({ kind }) => kind === "users",
    ...createLoading(name, asking, "text"),
    async [Symbol.asyncDispose]() {
      await asking[Symbol.asyncDispose]();
      await child[Symbol.asyncDispose]();
    },
  };
}
