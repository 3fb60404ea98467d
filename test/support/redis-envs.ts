import { pino } from "pino";
import { readConfig } from "../../src/config/read-config.js";
import { createApp } from "../../src/app/create-app.js";
import { patient } from "./patient-redis.js";
import { allAsService } from "./replica-rules.js";
import { followedBy, type ReplicaWorld, untilReplica, withReplica } from "./replica-env.js";
import type { TestRedis } from "./start-redis.js";
import { environmentOf, queryAt, type Variables, type World } from "./test-env.js";

/**
 * A subgraph for the ZITADEL of a world that ends after it. Its replica is in this Redis, and our own service user reads and writes for
 * everybody. Its time is the world's; Redis, another process, has as long as it needs.
 */
export async function startInstance(
  world: World,
  redis: TestRedis,
  variables: Variables = {},
): Promise<ReplicaWorld> {
  const app = await createApp(
    readConfig({
      ...environmentOf(world.zitadel),
      ...withReplica,
      ...(await allAsService(world.zitadel)),
      ...{ REPLICA: "redis", REDIS_URL: redis.url },
      ...variables,
    }),
    pino({ level: "silent" }),
    { clock: world.clock, redisTimes: patient },
  );
  const instance = followedBy({
    ...world,
    get emulator() {
      return world.emulator;
    },
    url: app.url,
    query: queryAt(app.url),
    [Symbol.asyncDispose]: () => world.clock.run(app.stop({ delayMs: 0 })),
  });
  await untilReplica(instance, { state: "following" });
  return instance;
}
