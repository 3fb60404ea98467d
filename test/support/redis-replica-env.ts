import { pino } from "pino";
import { readConfig } from "../../src/config/read-config.js";
import { createApp } from "../../src/app/create-app.js";
import { relaxedRedisTimings } from "./relaxed-redis-timings.js";
import { allowAllAsService } from "./replica-rules.js";
import { toReplicaEnv, type ReplicaEnv, waitForReplica, withReplica } from "./replica-env.js";
import type { TestRedis } from "./redis.js";
import { toSubgraphEnv, createQuery, type Variables, type TestEnv } from "./test-env.js";

/**
 * Starts another subgraph for the ZITADEL of a test environment, with a replica in Redis. The service user
 * reads and writes for all callers. The subgraph uses the clock of the environment, except for timeouts of
 * Redis.
 */
export async function startRedisReplicaEnv(
  env: TestEnv,
  redis: TestRedis,
  variables: Variables = {},
): Promise<ReplicaEnv> {
  const app = await createApp(
    readConfig({
      ...toSubgraphEnv(env.zitadel),
      ...withReplica,
      ...(await allowAllAsService(env.zitadel)),
      ...{ REPLICA: "redis", REDIS_URL: redis.url },
      ...variables,
    }),
    pino({ level: "silent" }),
    { clock: env.clock, redisTimings: relaxedRedisTimings },
  );
  const subgraph = toReplicaEnv({
    ...env,
    get emulator() {
      return env.emulator;
    },
    url: app.url,
    query: createQuery(app.url),
    [Symbol.asyncDispose]: () => env.clock.run(app.stop({ delayMs: 0 })),
  });
  await waitForReplica(subgraph, { state: "following" });
  return subgraph;
}
