import { fileURLToPath } from "node:url";
import type { Workload } from "../workloads.js";
import { exchange, startChild } from "./child.js";
import type { Target, Upstream } from "./target.js";
import { limitResponse } from "./limit-message.js";

const file = fileURLToPath(new URL("limit-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the limit: only the calls to ZITADEL, which any subgraph needs. The fake ZITADEL checks them. */
export async function startLimit(upstream: Upstream, logFile: string): Promise<Target> {
  const args = ["--import", "tsx", file, JSON.stringify(upstream)];
  const child = startChild({ args, cwd, env: {}, logFile, hasIpc: true });
  await exchange(child);
  const nextNumbers = new Map<Workload, number>();
  const load: Target["load"] = async (workload, options) => {
    const first = nextNumbers.get(workload) ?? 0;
    const result = limitResponse.parse(await exchange(child, { workload, options, first }));
    nextNumbers.set(workload, first + result.requests);
    return result;
  };
  return {
    name: "limit",
    pid: child.pid,
    servesFrom: undefined,
    supports: ({ kind }) => kind !== "users",
    async check(workload) {
      await load(workload, { clients: 1, durationMs: 0, minRequests: 1 });
    },
    load,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
