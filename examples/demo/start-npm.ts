import { spawn } from "node:child_process";
import { once } from "node:events";

const patienceMs = 2000;
const mostWords = 4000;
const endWithParent = new URL("end-with-parent.mjs", import.meta.url).href;

export type Env = Readonly<Record<string, string | undefined>>;

/** npm and what it runs. Disposing of it ends all of it. */
export interface Npm extends AsyncDisposable {
  /** How it ended. */
  readonly ended: Promise<string>;
  /** What it printed first. */
  words(): string;
}

export interface NpmOptions {
  readonly folder: string;
  readonly env: Env;
}

/** Starts npm in a folder, in a group of processes of its own, which end with this one. */
export function startNpm(args: readonly string[], { folder, env }: NpmOptions): Npm {
  const child = spawn("npm", args, {
    cwd: folder,
    env: { ...env, NODE_OPTIONS: `--import ${endWithParent}` },
    // Its standard input says nothing; that it ends says that we did.
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      if (printed.length < mostWords) printed += chunk;
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
    words: () => printed.trim(),
    async [Symbol.asyncDispose]() {
      const { pid } = child;
      if (pid === undefined) return;
      signalGroup(pid, "SIGTERM");
      const force = setTimeout(() => {
        signalGroup(pid, "SIGKILL");
      }, patienceMs);
      await ended;
      clearTimeout(force);
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
