import { setTimeout } from "node:timers/promises";
import getPort from "get-port";
import { startAsking } from "../load/send.js";
import { answerTo, lookAfterSet, questionOf, requireRight, type Workload } from "../workloads.js";
import { startChild } from "./child.js";
import type { Contender, ServerSpec, Upstream } from "./contender.js";

/** A server that runs. */
export interface Server extends Contender {
  readonly url: string;
  /** From the start of its process to the end of its first right answer. */
  readonly startMs: number;
}

const firstQuestion: Workload = {
  name: "first answer",
  kind: "entities",
  owners: 1,
  clients: 1,
};
const longestStartMs = 20_000;
const knockMs = 5;

/** It ended by itself. */
export class NotStarted extends Error {}

/** Throws NotStarted, with what it wrote, when it does not start, and others for one that never answers right. */
export async function startServer(spec: ServerSpec, upstream: Upstream, log: string): Promise<Server> {
  const { name, args, cwd, env, path, kinds, encoding, knows } = spec;
  const port = await getPort();
  const url = `http://127.0.0.1:${port}${path}`;
  const begunAt = performance.now();
  const child = startChild({ args, cwd, env: env(upstream, port), log, isTalking: false });
  const asking = startAsking(url, upstream.tokens, 8);
  const dispose = async (): Promise<void> => {
    await asking[Symbol.asyncDispose]();
    await child[Symbol.asyncDispose]();
  };

  async function waitForAnswer(): Promise<void> {
    const expected = answerTo(firstQuestion, 0, encoding);
    for (;;) {
      try {
        requireRight(name, firstQuestion, await asking.ask(questionOf(firstQuestion, 0)), expected);
        return;
      } catch (error) {
        if (child.hasEnded())
          throw new NotStarted(`${name} does not start: ${child.words()}`, { cause: error });
        if (performance.now() - begunAt > longestStartMs) throw error;
        await setTimeout(knockMs);
      }
    }
  }

  try {
    await waitForAnswer();
  } catch (error) {
    await dispose();
    throw error;
  }
  const startMs = performance.now() - begunAt;
  return {
    url,
    startMs,
    pid: child.pid,
    name,
    knows,
    can: ({ kind }) => kinds.includes(kind),
    ...createLoading(name, asking, encoding),
    [Symbol.asyncDispose]: dispose,
  };
}

/** The part that a gateway has in common with a server. */
export function createLoading(
  name: string,
  asking: ReturnType<typeof startAsking>,
  encoding: ServerSpec["encoding"],
): Pick<Contender, "check" | "load"> {
  const lengths = new Map<Workload, number>();
  // No request asks for owners that were asked for before.
  const next = new Map<Workload, number>();

  async function askRightly(workload: Workload, number: number, expected: unknown): Promise<void> {
    const text = await asking.ask(questionOf(workload, number));
    requireRight(name, workload, text, expected);
    lengths.set(workload, text.length);
    next.set(workload, number + 1);
  }

  return {
    async check(workload) {
      await askRightly(workload, 0, answerTo(workload, 0, encoding));
      await askRightly(workload, 1, answerTo(workload, 1, encoding));
      if (workload.kind !== "set") return;
      const [question, expected] = lookAfterSet(workload, 1);
      requireRight(name, workload, await asking.ask(question), expected);
    },
    async load(workload, amount) {
      const first = next.get(workload) ?? 0;
      const length = lengths.get(workload);
      if (length === undefined) throw new TypeError("it is checked before it is loaded");
      const loaded = await asking.load(workload, amount, first, length);
      next.set(workload, first + loaded.requests);
      return loaded;
    },
  };
}
