import { fileURLToPath } from "node:url";
import type { Workload } from "../workloads.js";
import { exchange, startChild } from "./child.js";
import type { Contender, Upstream } from "./contender.js";
import { limitAnswer } from "./limit-message.js";

const file = fileURLToPath(new URL("limit-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));

/** The least that any subgraph takes: the calls alone. That they are right, the stand-in sees. */
export async function startLimit(upstream: Upstream, log: string): Promise<Contender> {
  const args = ["--import", "tsx", file, JSON.stringify(upstream)];
  const child = startChild({ args, cwd, env: {}, log, isTalking: true });
  await exchange(child);
  const next = new Map<Workload, number>();
  const load: Contender["load"] = async (workload, amount) => {
    const first = next.get(workload) ?? 0;
    const loaded = limitAnswer.parse(await exchange(child, { workload, amount, first }));
    next.set(workload, first + loaded.requests);
    return loaded;
  };
  return {
    name: "limit",
    pid: child.pid,
    knows: undefined,
    can: ({ kind }) => kind !== "users",
    async check(workload) {
      await load(workload, { clients: 1, ms: 0, atLeast: 1 });
    },
    load,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
