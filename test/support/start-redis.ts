import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import getPort from "get-port";
import { Redis } from "ioredis";

/** Undefined where there is none. */
export const redisProgram = findProgram(["redis-server", "valkey-server"]);

export interface RedisOptions {
  /** Lines of its configuration. */
  readonly settings?: readonly string[];
  /** Files: it then takes TLS only. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A Redis of its own that keeps nothing on disk. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Whoever may do everything; closed with the server. */
  readonly admin: Redis;
  /** Ends it, as an operator does. */
  readonly stop: () => Promise<void>;
  /** Starts it again, empty, where it was. */
  readonly start: () => Promise<void>;
  /** Its connections stay, and it does not answer. */
  readonly pause: () => void;
  readonly resume: () => void;
}

export async function startRedis({ settings = [], tls }: RedisOptions = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "redis-"));
  const port = await getPort();
  const listens =
    tls === undefined ? [`port ${port}`] : ["port 0", `tls-port ${port}`, "tls-auth-clients no"];
  const files = tls === undefined ? [] : [`tls-cert-file ${tls.cert}`, `tls-key-file ${tls.key}`];
  // Whoever may do everything comes by the socket.
  const socket = join(folder, "socket");
  const lines = [
    "bind 127.0.0.1",
    'save ""',
    `dir ${folder}`,
    `unixsocket ${socket}`,
    ...listens,
    ...files,
    ...settings,
  ];
  await writeFile(join(folder, "redis.conf"), lines.join("\n"));
  let child = await run(folder);
  const admin = new Redis({ path: socket, retryStrategy: () => 10, maxRetriesPerRequest: null });
  // It is lost whenever the server is stopped.
  admin.on("error", () => undefined);

  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    child.kill("SIGCONT");
    await ended;
  };
  return {
    url: `redis${tls === undefined ? "" : "s"}://127.0.0.1:${port}`,
    admin,
    stop,
    start: async () => {
      child = await run(folder);
    },
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      admin.disconnect();
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function run(folder: string): Promise<ChildProcess> {
  if (redisProgram === undefined) throw new Error("There is no Redis here.");
  const child = spawn(redisProgram, [join(folder, "redis.conf")], { stdio: ["ignore", "pipe", "ignore"] });
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (line.includes("Ready to accept connections")) {
      child.stdout.resume();
      return child;
    }
  }
  throw new Error(`Redis did not start: ${said.join("\n")}`);
}

function findProgram(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
