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
  /** After it has collected its garbage. */
  memory(): Promise<Memory>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const listening = /"url":"([^"]+)"/;
const memory = z.object({ heapUsed: z.number(), rss: z.number() });

/** Starts the subgraph as a process of its own. */
export async function startSubgraph(env: Readonly<Record<string, string>>): Promise<Subgraph> {
  const loaded = ["tsx", "./bench/soak/report-memory.ts"].flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, ["--expose-gc", ...loaded, "src/main.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const url = await urlOf(child);
  return {
    url,
    async memory() {
      const answer = once(child, "message");
      child.send("memory");
      const [message] = z.tuple([memory], z.unknown()).parse(await answer);
      return message;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      // A process that may still be told something does not end.
      child.disconnect();
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Reads on after that: a process whose log nobody reads stands still. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      if (text.length < 100_000) text += String(chunk);
      const url = listening.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", () => {
      reject(new Error(`the subgraph has ended: ${text}`));
    });
  });
}
