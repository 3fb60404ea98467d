import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { inject, onTestFinished } from "vitest";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** It waits for whatever the test makes it wait for: a busy machine must not be taken for a ZITADEL that hangs. */
export const withoutDeadlines = {
  REQUEST_TIMEOUT_MS: "3000000",
  UPSTREAM_TIMEOUT_MS: "3000000",
  // It warns where this is not the longer one.
  SHUTDOWN_GRACE_MS: "3600000",
};

/** Has the process run this code first: for what is decided by time outside of tests. */
export function runFirst(code: string): { readonly NODE_OPTIONS: string } {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

/** The built subgraph in a process of its own. */
export interface SubgraphProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** The first line of its log with these words, once it is there. */
  line(words: string): Promise<string>;
  /** Where GraphQL is served, once it is. */
  url(): Promise<string>;
  /** What it has logged so far. */
  log(): string;
}

export function startProcess(env: Readonly<Record<string, string>>): SubgraphProcess {
  // A test that fails on its way must not leave it running.
  const child = spawn(process.execPath, [`${inject("build")}/main.js`], {
    cwd: root,
    env: { ...env, NODE_ENV: "production" },
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const line = async (words: string): Promise<string> => {
    for (;;) {
      // What comes after the last line break is not there as a whole.
      const found = stdout
        .split("\n")
        .slice(0, -1)
        .find((text) => text.includes(words));
      if (found !== undefined) return found;
      if (child.stdout.readableEnded) throw new Error(`It ended without "${words}":\n${stdout}${stderr}`);
      await Promise.race([once(child.stdout, "data"), once(child.stdout, "end")]);
    }
  };
  return {
    child,
    ended: once(child, "close").then(() => ({ code: child.exitCode, stdout, stderr })),
    line,
    async url() {
      const { url }: { url: string } = JSON.parse(await line("server listening"));
      return url;
    },
    log: () => stdout,
  };
}
