import { describe, expect, it } from "vitest";
import { routes } from "../support/zitadel-calls.js";
import { readMetrics } from "../support/observability.js";
import { toReplicaEnv } from "../support/replica-env.js";
import { startTestEnv, type Variables } from "../support/test-env.js";
import { AccessRun } from "./access-run.js";
import { HiddenRun } from "./hidden-run.js";
import { Oracle } from "./oracle.js";
import { addPeople } from "./people.js";
import { createRandom } from "./random.js";
import { lookup } from "./search-steps.js";
import { randomRules, type PolicyRule } from "./rules.js";
import type { World } from "./world.js";

const stepsPerRun = 250;
/** Each of them writes the metadata of all people three times. */
const hiddenStepsPerRun = 50;

/**
 * Compares random rules, callers, users, reads, writes, outages and revoked tokens with a second
 * implementation of the rules. The test title contains the seed, which reproduces a run.
 */
export function describeAccess(seeds: {
  readonly withoutReplica: readonly number[];
  readonly withReplica: readonly number[];
  readonly hidden: readonly number[];
}): void {
  describe("access with random rules, requests and failures", { tags: ["embedded"] }, () => {
    it.each(seeds.withoutReplica)(
      "permits exactly the reads and writes that the rules allow (seed %i)",
      async (seed) => {
        await using started = await start(seed, "instance-manager");
        for (let n = 0; n < stepsPerRun; n++) await started.run.step();
      },
    );

    it.each(seeds.withReplica)(
      "permits exactly the reads and writes that the rules allow, with a replica (seed %i)",
      async (seed) => {
        await using started = await start(seed, "owner", {
          ...{ REPLICA: "memory", REPLICA_POLL_INTERVAL_MS: "100", REPLICA_VERIFY_INTERVAL_MS: "0" },
        });
        const { run } = started;
        const { env } = started.world;
        for (let n = 0; n < stepsPerRun; n++) {
          // From time to time the replica catches up with all writes.
          if (n % 50 === 0) await toReplicaEnv(env).catchUp();
          // The replica polls at any moment of a step.
          await env.clock.run(run.step());
        }
        const reads = (await readMetrics(env)).get('user_metadata_replica_reads_total{result="hit"}');
        // Checks that the replica has served reads.
        expect(reads).toBeGreaterThan(0);
      },
    );

    it.each(seeds.hidden)(
      "hides keys: other entries change neither responses nor calls (seed %i)",
      async (seed) => {
        await using started = await start(seed, "instance-manager");
        const run = new HiddenRun(started.world);
        for (let n = 0; n < hiddenStepsPerRun; n++) await run.step();
      },
    );
  });
}

/** Starts an environment with random rules, and a run in it. */
async function start(
  seed: number,
  serviceUser: string,
  variables: Variables = {},
): Promise<AsyncDisposable & { readonly world: World; readonly run: AccessRun }> {
  const random = createRandom(seed);
  let rules: readonly PolicyRule[] = [];
  const env = await startTestEnv(({ directory: { app, organization, user, personalAccessToken } }) => {
    const roles = [
      "role:admin",
      "role:support@owner",
      `role:support@${organization("acme")}`,
      "role:admin@owner",
    ];
    const others = [`client:${app("spa-jwt")}`, `user:${user("viewer")}`, "self", "self", "anyone"];
    rules = randomRules(random, [...roles, ...others]);
    return {
      METADATA_POLICY: JSON.stringify({ rules }),
      ZITADEL_SERVICE_USER_TOKEN: personalAccessToken(serviceUser),
      ZITADEL_API_VERSION: "v2",
      TOKEN_CACHE_TTL_MS: seed % 2 === 0 ? undefined : "0",
      SUBGRAPH_SEARCH: "true",
      SUBGRAPH_LOOKUP: `${lookup.field}:${lookup.key}`,
      LOG_LEVEL: "silent",
      ...variables,
    };
  });
  const oracle = new Oracle(rules, env.zitadel.directory.organization("acme"));
  const failing = [routes.list, routes.set, routes.remove, routes.userinfo, /introspect$/, /ListUsers$/];
  const isReplica = variables["REPLICA"] !== undefined;
  const world = { env, random, people: await addPeople(env), oracle };
  return {
    world,
    run: new AccessRun(world, isReplica ? [...failing, routes.events] : failing),
    [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
  };
}
