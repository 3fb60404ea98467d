import { fileURLToPath } from "node:url";
import { z } from "zod";
import { exchange, startChild } from "../targets/child.js";
import type { Upstream } from "../targets/contender.js";

const file = fileURLToPath(new URL("process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const told = z.object({ origin: z.string(), tokens: z.array(z.string()), serviceToken: z.string() });
const tally = z.object({
  calls: z.record(z.string(), z.number()),
  wrong: z.number(),
  firstWrong: z.string().optional(),
});

export interface UpstreamProcess extends Upstream, AsyncDisposable {
  readonly pid: number;
  /** The calls since the last time, by kind. Throws when one of them was wrong. */
  take(): Promise<Readonly<Record<string, number>>>;
}

/** The stand-in, in a process of its own. */
export async function startUpstream(log: string): Promise<UpstreamProcess> {
  const child = startChild({ args: ["--import", "tsx", file], cwd, env: {}, log, isTalking: true });
  return {
    ...told.parse(await exchange(child)),
    pid: child.pid,
    async take() {
      const { calls, wrong, firstWrong } = tally.parse(await exchange(child, {}));
      if (wrong > 0) throw new Error(`${wrong} times ZITADEL was asked wrongly: ${firstWrong ?? ""}`);
      return calls;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
