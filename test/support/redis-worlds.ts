import { pino } from "pino";
import { expect, vi } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { startApp } from "../../src/server/app.js";
import { allAsService } from "./replica-rules.js";
import { followedBy, type ReplicaWorld, startReplicaWorld, withReplica } from "./replica-world.js";
import type { TestRedis } from "./start-redis.js";
import { environmentOf, queryAt, type Variables, type World } from "./world.js";

/** A subgraph whose replica is in this Redis, where our own service user reads and writes for everybody. */
export function startRedisWorld(redis: TestRedis, variables: Variables = {}): Promise<ReplicaWorld> {
  return startReplicaWorld(async (zitadel) => ({
    ...(await allAsService(zitadel)),
    ...{ REPLICA: "redis", REDIS_URL: redis.url },
    ...variables,
  }));
}

/** Another one, for the ZITADEL of a world that ends after it. */
export async function startSecond(
  first: World,
  redis: TestRedis,
  variables: Variables = {},
): Promise<ReplicaWorld> {
  const app = await startApp(
    readConfig({
      ...environmentOf(first.zitadel),
      ...withReplica,
      ...(await allAsService(first.zitadel)),
      ...{ REPLICA: "redis", REDIS_URL: redis.url },
      ...variables,
    }),
    pino({ level: "silent" }),
  );
  const second = followedBy({
    ...first,
    get emulator() {
      return first.emulator;
    },
    url: app.url,
    query: queryAt(app.url),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  });
  await untilReplica(second, { state: "following" });
  return second;
}

/** Waits until `/readyz` says this of the replica. */
export async function untilReplica(
  world: ReplicaWorld,
  is: Readonly<Record<string, unknown>>,
): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await world.replica()).toMatchObject(is);
    },
    { timeout: 20_000, interval: 20 },
  );
}
