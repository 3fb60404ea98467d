import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";

export interface Child extends AsyncDisposable {
  readonly pid: number;
  readonly process: ChildProcess;
  hasEnded(): boolean;
  /** The last of what it wrote. */
  words(): string;
}

export interface ChildOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where what it writes goes: to a file, as in production, for a terminal would slow it down. */
  readonly log: string;
  readonly isTalking: boolean;
}

const running = new Set<ChildProcess>();
// Nothing outlives the bench, however it ends.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts Node in a process of its own. */
export function startChild({ args, cwd, env, log, isTalking }: ChildOptions): Child {
  const file = openSync(log, "w");
  const child = spawn(process.execPath, args, {
    cwd,
    env: { NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "true", ...env },
    stdio: ["ignore", file, file, ...(isTalking ? (["ipc"] as const) : [])],
  });
  closeSync(file);
  const { pid } = child;
  if (pid === undefined) throw new Error(`node ${args.join(" ")} could not be started`);
  running.add(child);
  child.once("exit", () => running.delete(child));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    process: child,
    hasEnded,
    words: () => readFileSync(log, "utf8").slice(-2000),
    async [Symbol.asyncDispose]() {
      if (hasEnded()) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** One message, and the next one that comes back. Rejects when the process ends instead. */
export async function exchange(child: Child, message?: object): Promise<unknown> {
  const { process: talking } = child;
  const answered = new AbortController();
  try {
    const answer: Promise<unknown> = once(talking, "message", { signal: answered.signal }).then(
      ([it]: unknown[]) => it,
    );
    const ended = once(talking, "exit", { signal: answered.signal }).then(() => {
      throw new Error(`it ended: ${child.words()}`);
    });
    if (message !== undefined) talking.send(message);
    answer.catch(() => undefined);
    ended.catch(() => undefined);
    return await Promise.race([answer, ended]);
  } finally {
    answered.abort();
  }
}
