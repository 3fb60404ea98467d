import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { TestRedis } from "../../test/support/start-redis.js";
import { exchange, startChild } from "../targets/child.js";
import { keysOfUsers, type Sizes } from "./sizes.js";

/** A store that was filled by itself. */
export interface Stored {
  readonly store: string;
  readonly users: number;
  readonly entries: number;
  readonly busyMs: number;
  /** As the store itself counts, which is what REPLICA_MAX_BYTES is held against. */
  readonly bytes: number;
  /** Of the process that has the data: all of it, with Node and the code, or Redis. */
  readonly rssBytes: number;
}

const file = fileURLToPath(new URL("store-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const told = z.object({ busyMs: z.number(), bytes: z.number(), rssBytes: z.number() });

/** In a process of its own, without ZITADEL and HTTP: the embedded one has no room for so many events. */
export async function measureStore(
  store: string,
  { storedUsers: users }: Sizes,
  redis: TestRedis | undefined,
  log: string,
): Promise<Stored> {
  const args = ["--expose-gc", "--import", "tsx", file, String(users), ...(redis ? [redis.url] : [])];
  await using child = startChild({ args, cwd, env: {}, log, isTalking: true });
  const { rssBytes, ...figures } = told.parse(await exchange(child));
  return {
    store,
    users,
    entries: users * keysOfUsers.length,
    ...figures,
    rssBytes: redis === undefined ? rssBytes : await rssBytesOfRedis(redis),
  };
}

async function rssBytesOfRedis({ admin }: TestRedis): Promise<number> {
  const [, bytes] = /^used_memory_rss:(\d+)/m.exec(await admin.info("memory")) ?? [];
  return Number(bytes);
}
