import { spawn } from "node:child_process";
import { once } from "node:events";

const killTimeoutMs = 2000;
const maxOutputLength = 4000;
const exitWithParent = new URL("exit-with-parent.mjs", import.meta.url).href;

export type Env = Readonly<Record<string, string | undefined>>;

/** npm and its child processes. Disposing of it stops them. */
export interface Npm extends AsyncDisposable {
  /** Resolves when npm ends, with `code N`, the name of the signal or the error. */
  readonly ended: Promise<string>;
  /** The beginning of its output. */
  output(): string;
}

export interface NpmOptions {
  readonly folder: string;
  readonly env: Env;
}

/** Starts npm in a folder, in its own process group. The processes exit with this one. */
export function startNpm(args: readonly string[], { folder, env }: NpmOptions): Npm {
  const child = spawn("npm", args, {
    cwd: folder,
    env: { ...env, NODE_OPTIONS: `--import ${exitWithParent}` },
    // The end of standard input signals that this process has exited.
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      if (printed.length < maxOutputLength) printed += chunk;
    });
  }
  const ended = Promise.race([
    once(child, "close").then(([code, signal]) =>
      typeof code === "number" ? `code ${code}` : String(signal),
    ),
    once(child, "error").then(([error]) => String(error)),
  ]);
  return {
    ended,
    output: () => printed.trim(),
    async [Symbol.asyncDispose]() {
      const { pid } = child;
      if (pid === undefined) return;
      signalGroup(pid, "SIGTERM");
      const force = setTimeout(() => {
        signalGroup(pid, "SIGKILL");
      }, killTimeoutMs);
      await ended;
      clearTimeout(force);
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has already exited.
  }
}
