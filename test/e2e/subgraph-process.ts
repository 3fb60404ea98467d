import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { inject, onTestFinished } from "vitest";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface ExitResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables with very long timeouts. A slow machine must not cause timeouts that a test does not intend. */
export const withoutDeadlines = {
  REQUEST_TIMEOUT_MS: "3000000",
  UPSTREAM_TIMEOUT_MS: "3000000",
  // The subgraph warns unless the grace period is longer than the request timeout.
  SHUTDOWN_GRACE_MS: "3600000",
};

/** Makes the process run this code first. Tests use it to replace timers of the subgraph. */
export function preload(code: string): { readonly NODE_OPTIONS: string } {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

/** The built subgraph in a child process. */
export interface SubgraphProcess {
  readonly child: ChildProcess;
  readonly exited: Promise<ExitResult>;
  /** Waits for the first log line that contains this text. Rejects if the process exits without it. */
  waitForLine(text: string): Promise<string>;
  /** Waits until the server listens. Returns the URL of the GraphQL endpoint. */
  url(): Promise<string>;
  /** The log so far. */
  log(): string;
}

export function startProcess(env: Readonly<Record<string, string>>): SubgraphProcess {
  const child = spawn(process.execPath, [`${inject("build")}/main.js`], {
    cwd: root,
    env: { ...env, NODE_ENV: "production" },
  });
  // Also stops the process of a test that failed.
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const waitForLine = async (text: string): Promise<string> => {
    for (;;) {
      // The text after the last line break is an incomplete line.
      const found = stdout
        .split("\n")
        .slice(0, -1)
        .find((candidate) => candidate.includes(text));
      if (found !== undefined) return found;
      if (child.stdout.readableEnded)
        throw new Error(`The process exited without logging "${text}":\n${stdout}${stderr}`);
      await Promise.race([once(child.stdout, "data"), once(child.stdout, "end")]);
    }
  };
  return {
    child,
    exited: once(child, "close").then(() => ({ code: child.exitCode, stdout, stderr })),
    waitForLine,
    async url() {
      const { url }: { url: string } = JSON.parse(await waitForLine("server listening"));
      return url;
    },
    log: () => stdout,
  };
}

/** Whether no server listens on the host and port of this URL. */
export async function isConnectionRefused(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
