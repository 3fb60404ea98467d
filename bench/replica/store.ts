import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { TestRedis } from "../../test/support/redis.js";
import { exchange, startChild } from "../targets/child.js";
import { metadataKeys, type Sizes } from "./sizes.js";

/** The measurement of a store that is filled without ZITADEL. */
export interface StoreResult {
  readonly store: string;
  readonly users: number;
  readonly entries: number;
  readonly busyMs: number;
  /** The size by the store's own count, which REPLICA_MAX_BYTES limits. */
  readonly bytes: number;
  /** The memory of the process that has the data: Node with the code, or Redis. */
  readonly rssBytes: number;
}

const file = fileURLToPath(new URL("store-process.ts", import.meta.url));
const cwd = fileURLToPath(new URL("../..", import.meta.url));
const resultMessage = z.object({ busyMs: z.number(), bytes: z.number(), rssBytes: z.number() });

/**
 * Fills a store in a separate process. Without ZITADEL and HTTP, because the emulator cannot hold so many
 * events.
 */
export async function measureStore(
  store: string,
  { storedUsers: users }: Sizes,
  redis: TestRedis | undefined,
  logFile: string,
): Promise<StoreResult> {
  const args = ["--expose-gc", "--import", "tsx", file, String(users), ...(redis ? [redis.url] : [])];
  await using child = startChild({ args, cwd, env: {}, logFile, hasIpc: true });
  const { rssBytes, ...figures } = resultMessage.parse(await exchange(child));
  return {
    store,
    users,
    entries: users * metadataKeys.length,
    ...figures,
    rssBytes: redis === undefined ? rssBytes : await readRedisRssBytes(redis),
  };
}

async function readRedisRssBytes({ admin }: TestRedis): Promise<number> {
  const [, bytes] = /^used_memory_rss:(\d+)/m.exec(await admin.info("memory")) ?? [];
  return Number(bytes);
}
