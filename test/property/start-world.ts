import { write } from "../../packages/zitadel-emulator/test/contract/zitadel-client.js";
import { readMetrics } from "../support/observability.js";
import { startRedis } from "../support/redis.js";
import { startRedisReplicaEnv, toReplicaEnv } from "../support/replica-env.js";
import { startTestEnv, type TestEnv, type Variables } from "../support/test-env.js";
import { routes } from "../support/zitadel-calls.js";
import { Oracle } from "./oracle.js";
import { addPeople } from "./people.js";
import { createRandom, type Random } from "./random.js";
import { keys, type PolicyRule, randomRules } from "./rules.js";
import { lookup } from "./search-steps.js";
import { randomEntries } from "./update-steps.js";
import type { World } from "./world.js";

/** Where the subgraph of a run reads. */
export type Storage = "ZITADEL" | "memory" | "Redis";

/** Starts an environment with random rules. */
export async function startWorld(storage: Storage, seed: number): Promise<World & AsyncDisposable> {
  const random = createRandom(seed);
  let rules: readonly PolicyRule[] = [];
  const variablesOf = ({ directory }: TestEnv["zitadel"]): Variables => {
    rules = randomPolicy(random, directory);
    return {
      METADATA_POLICY: JSON.stringify({ rules }),
      // The service user of a replica may read the event log.
      ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken(
        storage === "ZITADEL" ? "instance-manager" : "owner",
      ),
      ZITADEL_API_VERSION: "v2",
      TOKEN_VALIDATION: "jwt,introspection,id_token",
      TOKEN_CACHE_TTL_MS: seed % 2 === 0 ? undefined : "0",
      SUBGRAPH_SEARCH: "true",
      SUBGRAPH_LOOKUP: `${lookup.field}:${lookup.key}`,
      LOG_LEVEL: "silent",
      ...(storage !== "ZITADEL" && { REPLICA_POLL_INTERVAL_MS: "100", REPLICA_VERIFY_INTERVAL_MS: "0" }),
      ...(storage === "memory" && { REPLICA: "memory" }),
    };
  };
  const started: AsyncDisposable[] = [];
  let env = await startTestEnv(storage === "Redis" ? {} : variablesOf);
  started.unshift(env);
  if (storage === "Redis") {
    const redis = await startRedis();
    started.unshift(redis);
    env = await startRedisReplicaEnv(env, redis, variablesOf(env.zitadel));
    started.unshift(env);
  }
  const people = await addPeople(env);
  for (const { id } of people) await write(env.emulator, id, randomEntries(random, keys));
  return {
    ...{ env, random, people },
    oracle: new Oracle(rules, env.zitadel.directory.organization("acme")),
    async settle() {
      if (storage === "ZITADEL") return;
      // The polls are counted, among the last 10,000 calls.
      env.emulator.clearCalls();
      await toReplicaEnv(env).catchUp();
    },
    takeCalls: () =>
      env
        .takePaths()
        .filter((path) => !routes.events.test(path) && !path.endsWith("/keys"))
        .toSorted(),
    async [Symbol.asyncDispose]() {
      for (const resource of started) await resource[Symbol.asyncDispose]();
    },
  };
}

/** How many reads the replica has served. */
export async function countReplicaReads({ env }: World): Promise<number> {
  return (await readMetrics(env)).get('user_metadata_replica_reads_total{result="hit"}') ?? 0;
}

function randomPolicy(
  random: Random,
  { app, organization, user }: TestEnv["zitadel"]["directory"],
): PolicyRule[] {
  const roles = [
    "role:admin",
    "role:support@owner",
    `role:support@${organization("acme")}`,
    "role:admin@owner",
  ];
  const others = [`client:${app("spa-jwt")}`, `user:${user("viewer")}`, "self", "self", "anyone"];
  return randomRules(random, [...roles, ...others]);
}
