import { pino } from "pino";
import { z } from "zod";
import type { TestZitadel } from "../../packages/zitadel-emulator/test/zitadel/test-zitadel.js";
import { createApp } from "../../src/app/create-app.js";
import { readConfig } from "../../src/config/read-config.js";
import { createQuery } from "./query.js";
import { probe } from "./observability.js";
import { relaxedRedisTimings, type TestRedis } from "./redis.js";
import {
  startTestEnv,
  type TestEnv,
  toSubgraphEnv,
  type Variables,
  type VariablesOf,
  withRules,
} from "./test-env.js";
import { type CallKind, routes } from "./zitadel-calls.js";

/**
 * A test environment whose subgraph has a replica. The replica polls and retries only while the test clock
 * advances.
 */
export interface ReplicaEnv extends TestEnv {
  /** Waits until the replica contains all changes that are visible in ZITADEL now. */
  catchUp(): Promise<void>;
  /** The status of the replica in `/readyz`. */
  replica(): Promise<z.infer<typeof ready>["replica"]>;
  /** The calls for requests, without the replica's own calls. */
  takeRequestCalls(): Partial<Record<CallKind, number>>;
}

const ready = z.object({ replica: z.looseObject({ state: z.string() }) });

/** Variables for a replica in memory with the shortest poll interval and without background checks. */
export const withReplica = {
  REPLICA: "memory",
  REPLICA_POLL_INTERVAL_MS: "100",
  // Longer than the time between two polls in any test.
  REPLICA_MAX_LAG_MS: "60000",
  REPLICA_VERIFY_INTERVAL_MS: "0",
};

const allowAll = withRules(() => [{ keys: ["*"], read: ["anyone"], write: ["anyone"], as: "service" }]);

/** A rule that lets any caller read and write all keys as the service user, which may read the event log. */
export function allowAllAsService(zitadel: TestZitadel): Variables {
  return {
    ...allowAll(zitadel),
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
  };
}

export async function startReplicaEnv(variables: VariablesOf = {}): Promise<ReplicaEnv> {
  const env = await startTestEnv(async (zitadel) => ({
    ...withReplica,
    ZITADEL_SERVICE_USER_TOKEN: zitadel.directory.personalAccessToken("owner"),
    ...(typeof variables === "function" ? await variables(zitadel) : variables),
  }));
  const replicaEnv = toReplicaEnv(env);
  await waitForReplica(replicaEnv, { state: "following" });
  return replicaEnv;
}

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
      ...allowAllAsService(env.zitadel),
      REPLICA: "redis",
      REDIS_URL: redis.url,
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

/** The same environment, with the methods for its replica. */
export function toReplicaEnv(env: TestEnv): ReplicaEnv {
  const countPolls = (): number => env.emulator.calls.filter(({ path }) => routes.events.test(path)).length;
  return {
    ...env,
    get emulator() {
      return env.emulator;
    },
    async catchUp() {
      const before = countPolls();
      // The first poll may have started before. The second starts afterwards, and has ended when a third
      // starts.
      await env.clock.until(() => countPolls() >= before + 3);
    },
    async replica() {
      return ready.parse((await probe(env.url, "/readyz")).body).replica;
    },
    takeRequestCalls() {
      const calls = env.takeCalls();
      delete calls.events;
      return calls;
    },
    [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
  };
}

/** Advances the clock until `/readyz` reports this status of the replica. */
export async function waitForReplica(
  env: ReplicaEnv,
  expected: Partial<z.infer<typeof ready>["replica"]>,
): Promise<void> {
  await env.clock.until(async () => {
    const replica = await env.replica();
    return Object.entries(expected).every(([name, value]) => replica[name] === value);
  });
}

/** Advances the clock until a log line contains the text. */
export async function waitForLog({ clock, log }: ReplicaEnv, text: string): Promise<string> {
  const line = (): string | undefined => log.find((entry) => entry.includes(text));
  await clock.until(() => line() !== undefined);
  return line() ?? "";
}
