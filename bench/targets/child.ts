import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";

export interface Child extends AsyncDisposable {
  readonly pid: number;
  readonly process: ChildProcess;
  hasExited(): boolean;
  /** The end of its output, at most 2,000 characters. */
  output(): string;
}

export interface ChildOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file for its output. As in production it writes to a file; a terminal would slow it down. */
  readonly logFile: string;
  /** Whether messages can be exchanged with it. */
  readonly hasIpc: boolean;
}

const running = new Set<ChildProcess>();
// No child process outlives the bench.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts Node in a separate process. */
export function startChild({ args, cwd, env, logFile, hasIpc }: ChildOptions): Child {
  const file = openSync(logFile, "w");
  const child = spawn(process.execPath, args, {
    cwd,
    env: { NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "true", ...env },
    stdio: ["ignore", file, file, ...(hasIpc ? (["ipc"] as const) : [])],
  });
  closeSync(file);
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start node ${args.join(" ")}`);
  running.add(child);
  child.once("exit", () => running.delete(child));
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    process: child,
    hasExited,
    output: () => readFileSync(logFile, "utf8").slice(-2000),
    async [Symbol.asyncDispose]() {
      if (hasExited()) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/**
 * Sends a message, if there is one, and returns the next message of the child process. Rejects if the process
 * exits.
 */
export async function exchange(child: Child, message?: object): Promise<unknown> {
  const { process: ipc } = child;
  const settled = new AbortController();
  try {
    const reply: Promise<unknown> = once(ipc, "message", { signal: settled.signal }).then(
      ([it]: unknown[]) => it,
    );
    const exited = once(ipc, "exit", { signal: settled.signal }).then(() => {
      throw new Error(`process exited: ${child.output()}`);
    });
    if (message !== undefined) ipc.send(message);
    reply.catch(() => undefined);
    exited.catch(() => undefined);
    return await Promise.race([reply, exited]);
  } finally {
    settled.abort();
  }
}
