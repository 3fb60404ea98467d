import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import getPort from "get-port";
import { Redis } from "ioredis";
import type { RedisTimings } from "../../src/replica/store/redis/redis-store.js";
import { findProgram } from "./find-program.js";

/** Timings with which no command times out and no lease expires, even on a busy machine. */
export const relaxedRedisTimings = {
  connectTimeoutMs: 600_000,
  socketTimeoutMs: 600_000,
  commandTimeoutMs: 600_000,
  writeTimeoutMs: 600_000,
  cooldownMs: 20,
  leaseMs: 600_000,
  renewIntervalMs: 50,
  acquireIntervalMs: 20,
} satisfies RedisTimings;

/** Path of the Redis or Valkey server; undefined if none is installed. */
export const redisProgram = findProgram(["redis-server", "valkey-server"]);

export interface RedisOptions {
  /** Additional lines of redis.conf. */
  readonly settings?: readonly string[];
  /** Paths of the certificate and key. With them, Redis accepts only TLS connections. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A Redis server without persistence, for one test file. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Client with all permissions, which is closed with the server. */
  readonly admin: Redis;
  /** Shuts the server down with SIGTERM. */
  readonly stop: () => Promise<void>;
  /** Starts the server again, empty, at the same address. */
  readonly start: () => Promise<void>;
  /** Suspends the server. Its connections stay open, but it does not reply. */
  readonly pause: () => void;
  readonly resume: () => void;
}

export async function startRedis({ settings = [], tls }: RedisOptions = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "redis-"));
  const port = await getPort();
  const ports = tls === undefined ? [`port ${port}`] : ["port 0", `tls-port ${port}`, "tls-auth-clients no"];
  const files = tls === undefined ? [] : [`tls-cert-file ${tls.cert}`, `tls-key-file ${tls.key}`];
  // The admin client connects through the socket.
  const socket = join(folder, "socket");
  const lines = [
    "bind 127.0.0.1",
    'save ""',
    `dir ${folder}`,
    `unixsocket ${socket}`,
    ...ports,
    ...files,
    ...settings,
  ];
  await writeFile(join(folder, "redis.conf"), lines.join("\n"));
  let child = await run(folder);
  const admin = new Redis({ path: socket, retryStrategy: () => 10, maxRetriesPerRequest: null });
  // The connection is lost whenever the server stops.
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
  if (redisProgram === undefined) throw new Error("Neither redis-server nor valkey-server is on the PATH.");
  const child = spawn(redisProgram, [join(folder, "redis.conf")], { stdio: ["ignore", "pipe", "ignore"] });
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  const output: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    output.push(line);
    if (line.includes("Ready to accept connections")) {
      child.stdout.resume();
      return child;
    }
  }
  throw new Error(`Redis did not start: ${output.join("\n")}`);
}
