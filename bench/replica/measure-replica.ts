import type { TestRedis } from "../../test/support/redis.js";
import { type FollowResult, measureFollowing, measureLists } from "./follow.js";
import type { Sizes } from "./sizes.js";
import { startZitadelProcess } from "./start-zitadel.js";
import { measureStore, type StoreResult } from "./store.js";

/** The measurements of replicas: first build, catching up and memory. */
export interface ReplicaResults {
  readonly followed: readonly FollowResult[];
  readonly listed: { readonly entries: number; readonly ms: number };
  readonly stored: readonly StoreResult[];
  readonly notes: readonly string[];
}

interface Plan {
  readonly sizes: Sizes;
  readonly redis: TestRedis | undefined;
  readonly logFolder: string;
  readonly log: (message: string) => void;
}

export async function measureReplica({ sizes, redis, logFolder, log }: Plan): Promise<ReplicaResults> {
  const followed: FollowResult[] = [];
  const stored: StoreResult[] = [];
  const listed = await measureZitadel();
  log("stores without ZITADEL");
  stored.push(await measureStore("memory", sizes, undefined, `${logFolder}/store-memory.log`));
  if (redis !== undefined) {
    await redis.admin.flushall();
    stored.push(await measureStore("Redis", sizes, redis, `${logFolder}/store-redis.log`));
  }
  const notes =
    redis === undefined ? ["Redis is omitted: neither redis-server nor valkey-server is installed."] : [];
  return { followed, listed, stored, notes };

  async function measureZitadel(): Promise<ReplicaResults["listed"]> {
    log(`starting a ZITADEL emulator with ${sizes.replicatedUsers} users`);
    await using zitadel = await startZitadelProcess(sizes.replicatedUsers, `${logFolder}/zitadel.log`);
    log("first build and catching up");
    const ms = await measureLists(zitadel, sizes);
    const inMemory = { REPLICA: "memory" };
    followed.push(
      await measureFollowing("memory", inMemory, zitadel, sizes, 1, `${logFolder}/follow-memory.log`),
    );
    if (redis !== undefined) {
      const inRedis = { REPLICA: "redis", REDIS_URL: redis.url };
      followed.push(
        await measureFollowing("Redis", inRedis, zitadel, sizes, 2, `${logFolder}/follow-redis.log`),
      );
    }
    return { entries: sizes.listedUsers * 5, ms };
  }
}
