import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
}

export interface Subgraph extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Returns the memory after a garbage collection. */
  memory(): Promise<Memory>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const listening = /"url":"([^"]+)"/;
const memory = z.object({ heapUsed: z.number(), rss: z.number() });

/** Starts the subgraph in a separate process. */
export async function startSubgraph(env: Readonly<Record<string, string>>): Promise<Subgraph> {
  const imports = ["tsx", "./bench/soak/report-memory.ts"].flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, ["--expose-gc", ...imports, "src/main.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const url = await readUrl(child);
  return {
    url,
    pid: child.pid ?? Number.NaN,
    async memory() {
      const reply = once(child, "message");
      child.send("memory");
      const [message] = z.tuple([memory], z.unknown()).parse(await reply);
      return message;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      // An open IPC channel keeps the process running.
      child.disconnect();
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Reads the URL from the log. Continues to read the log: a full pipe would block the process. */
function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      if (text.length < 100_000) text += String(chunk);
      const url = listening.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", () => {
      reject(new Error(`the subgraph exited: ${text}`));
    });
  });
}
