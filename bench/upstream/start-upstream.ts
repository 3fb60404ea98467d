import { fileURLToPath } from "node:url";
import { z } from "zod";
import { exchange, startChild } from "../targets/child.js";
import type { Upstream } from "../targets/target.js";

const file = fileURLToPath(new URL("process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const startMessage = z.object({ origin: z.string(), tokens: z.array(z.string()), serviceToken: z.string() });
const countsMessage = z.object({
  calls: z.record(z.string(), z.number()),
  invalid: z.number(),
  firstInvalid: z.string().optional(),
});

export interface UpstreamProcess extends Upstream, AsyncDisposable {
  readonly pid: number;
  /** Returns the number of calls since the last time, by kind. Throws if one of them was invalid. */
  takeCalls(): Promise<Readonly<Record<string, number>>>;
}

/** Starts the fake ZITADEL in a separate process. */
export async function startUpstream(logFile: string): Promise<UpstreamProcess> {
  const child = startChild({ args: ["--import", "tsx", file], cwd, env: {}, logFile, hasIpc: true });
  return {
    ...startMessage.parse(await exchange(child)),
    pid: child.pid,
    async takeCalls() {
      const { calls, invalid, firstInvalid } = countsMessage.parse(await exchange(child, {}));
      if (invalid > 0)
        throw new Error(`ZITADEL received ${invalid} invalid requests, the first: ${firstInvalid ?? ""}`);
      return calls;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
