import type { TestRedis } from "../../test/support/start-redis.js";
import { type Followed, measureFollowing, measureLists } from "./follow.js";
import type { Sizes } from "./sizes.js";
import { startZitadel } from "./start-zitadel.js";
import { measureStore, type Stored } from "./store.js";

/** What was measured of replicas: how they are filled, how they catch up, and what they take. */
export interface ReplicaResults {
  readonly followed: readonly Followed[];
  readonly listed: { readonly entries: number; readonly ms: number };
  readonly stored: readonly Stored[];
  readonly notes: readonly string[];
}

interface Plan {
  readonly sizes: Sizes;
  readonly redis: TestRedis | undefined;
  readonly logs: string;
  readonly tell: (words: string) => void;
}

export async function measureReplica({ sizes, redis, logs, tell }: Plan): Promise<ReplicaResults> {
  const followed: Followed[] = [];
  const stored: Stored[] = [];
  const listed = await measureZitadel();
  tell("the stores alone");
  stored.push(await measureStore("memory", sizes, undefined, `${logs}/store-memory.log`));
  if (redis !== undefined) {
    await redis.admin.flushall();
    stored.push(await measureStore("Redis", sizes, redis, `${logs}/store-redis.log`));
  }
  const notes = redis === undefined ? ["Redis is left out: there is no redis-server or valkey-server."] : [];
  return { followed, listed, stored, notes };

  async function measureZitadel(): Promise<ReplicaResults["listed"]> {
    tell(`an embedded ZITADEL with ${sizes.filledUsers} users`);
    await using zitadel = await startZitadel(sizes.filledUsers, `${logs}/zitadel.log`);
    tell("first fill, and catching up");
    const ms = await measureLists(zitadel, sizes);
    const inMemory = { REPLICA: "memory" };
    followed.push(await measureFollowing("memory", inMemory, zitadel, sizes, 1, `${logs}/follow-memory.log`));
    if (redis !== undefined) {
      const inRedis = { REPLICA: "redis", REDIS_URL: redis.url };
      followed.push(await measureFollowing("Redis", inRedis, zitadel, sizes, 2, `${logs}/follow-redis.log`));
    }
    return { entries: sizes.listedUsers * 5, ms };
  }
}
