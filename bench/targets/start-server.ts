import { setTimeout } from "node:timers/promises";
import getPort from "get-port";
import { startLoadClient } from "../load/client.js";
import { expectedData, readAfterSet, requestOf, requireCorrect, type Workload } from "../workloads.js";
import { startChild } from "./child.js";
import type { Target, ServerSpec, Upstream } from "./target.js";

/** A running server. */
export interface Server extends Target {
  readonly url: string;
  /** The time from the start of the process to the end of the first correct response. */
  readonly startMs: number;
}

const firstWorkload: Workload = {
  name: "first response",
  kind: "entities",
  usersPerRequest: 1,
  clients: 1,
};
const maxStartMs = 20_000;
const retryIntervalMs = 5;

/** The process exited before its first correct response. */
export class ExitedEarly extends Error {}

/**
 * Starts a server and waits for its first correct response. Throws ExitedEarly, with the output of the
 * process, if the process exits. Throws another error if no correct response arrives within 20 s.
 */
export async function startServer(spec: ServerSpec, upstream: Upstream, logFile: string): Promise<Server> {
  const { name, args, cwd, env, path, kinds, encoding, servesFrom } = spec;
  const port = await getPort();
  const url = `http://127.0.0.1:${port}${path}`;
  const startedAt = performance.now();
  const child = startChild({ args, cwd, env: env(upstream, port), logFile, hasIpc: false });
  const client = startLoadClient(url, upstream.tokens, 8);
  const dispose = async (): Promise<void> => {
    await client[Symbol.asyncDispose]();
    await child[Symbol.asyncDispose]();
  };

  async function waitForResponse(): Promise<void> {
    const expected = expectedData(firstWorkload, 0, encoding);
    for (;;) {
      try {
        requireCorrect(name, firstWorkload, await client.send(requestOf(firstWorkload, 0)), expected);
        return;
      } catch (error) {
        if (child.hasExited())
          throw new ExitedEarly(`${name} failed to start: ${child.output()}`, { cause: error });
        if (performance.now() - startedAt > maxStartMs) throw error;
        await setTimeout(retryIntervalMs);
      }
    }
  }

  try {
    await waitForResponse();
  } catch (error) {
    await dispose();
    throw error;
  }
  const startMs = performance.now() - startedAt;
  return {
    url,
    startMs,
    pid: child.pid,
    name,
    servesFrom,
    supports: ({ kind }) => kinds.includes(kind),
    ...createRunner(name, client, encoding),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Creates `check` and `load`, for a server and for a gateway. */
export function createRunner(
  name: string,
  client: ReturnType<typeof startLoadClient>,
  encoding: ServerSpec["encoding"],
): Pick<Target, "check" | "load"> {
  const lengths = new Map<Workload, number>();
  // The number of the next request. Without `pages`, no request selects the users of an earlier one.
  const nextNumbers = new Map<Workload, number>();

  async function sendChecked(workload: Workload, number: number, expected: unknown): Promise<void> {
    const text = await client.send(requestOf(workload, number));
    requireCorrect(name, workload, text, expected);
    lengths.set(workload, text.length);
    nextNumbers.set(workload, number + 1);
  }

  return {
    async check(workload) {
      await sendChecked(workload, 0, expectedData(workload, 0, encoding));
      await sendChecked(workload, 1, expectedData(workload, 1, encoding));
      if (workload.kind !== "set") return;
      const [request, expected] = readAfterSet(workload, 1);
      requireCorrect(name, workload, await client.send(request), expected);
    },
    async load(workload, options) {
      const first = nextNumbers.get(workload) ?? 0;
      const length = lengths.get(workload);
      if (length === undefined) throw new TypeError("check() must be called before load()");
      const result = await client.load(workload, options, first, length);
      nextNumbers.set(workload, first + result.requests);
      return result;
    },
  };
}
