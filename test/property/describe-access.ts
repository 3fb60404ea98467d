import { describe, expect, it } from "vitest";
import { routes } from "../support/call-kinds.js";
import { readMetrics } from "../support/read-metrics.js";
import { toReplicaEnv } from "../support/replica-env.js";
import { startTestEnv, type Variables, type TestEnv } from "../support/test-env.js";
import { AccessRun } from "./access-run.js";
import { Oracle } from "./oracle.js";
import { addPeople } from "./people.js";
import { createRandom } from "./random.js";
import { randomRules, type PolicyRule } from "./rules.js";

const stepsPerRun = 250;

/**
 * Random rules, callers, owners, reads, writes, outages and revoked tokens, against another reading of the rules. What was found once is found again:
 * the seed is in the test's name.
 */
export function describeAccess(seeds: {
  readonly withoutReplica: readonly number[];
  readonly withReplica: readonly number[];
}): void {
  describe("whatever the rules are and whatever goes wrong", { tags: ["embedded"] }, () => {
    it.each(seeds.withoutReplica)(
      "nobody reads or writes more, or less, than they may (seed %i)",
      async (seed) => {
        await using started = await start(seed, "instance-manager");
        for (let n = 0; n < stepsPerRun; n++) await started.run.step();
      },
    );

    it.each(seeds.withReplica)(
      "nor where known users are answered from a replica (seed %i)",
      async (seed) => {
        await using started = await start(seed, "owner", {
          ...{ REPLICA: "memory", REPLICA_POLL_INTERVAL_MS: "100", REPLICA_VERIFY_INTERVAL_MS: "0" },
        });
        const { env, run } = started;
        for (let n = 0; n < stepsPerRun; n++) {
          // From time to time the replica has all that was written.
          if (n % 50 === 0) await toReplicaEnv(env).catchUp();
          // It looks for what is new at any moment of a step.
          await env.clock.run(run.step());
        }
        const reads = (await readMetrics(env)).get('user_metadata_replica_reads_total{result="hit"}');
        // Otherwise it would not have been about the replica.
        expect(reads).toBeGreaterThan(0);
      },
    );
  });
}

/** A world with random rules, and what happens in it. */
async function start(
  seed: number,
  serviceUser: string,
  variables: Variables = {},
): Promise<AsyncDisposable & { readonly env: TestEnv; readonly run: AccessRun }> {
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
    return Promise.resolve({
      METADATA_POLICY: JSON.stringify({ rules }),
      ZITADEL_SERVICE_USER_TOKEN: personalAccessToken(serviceUser),
      ZITADEL_API_VERSION: "v2",
      TOKEN_CACHE_TTL_MS: seed % 2 === 0 ? undefined : "0",
      LOG_LEVEL: "silent",
      ...variables,
    });
  });
  const oracle = new Oracle(rules, env.zitadel.directory.organization("acme"));
  const failing = [routes.list, routes.set, routes.remove, routes.userinfo, /introspect$/, /ListUsers$/];
  const isReplica = variables["REPLICA"] !== undefined;
  return {
    env,
    run: new AccessRun(
      env,
      random,
      await addPeople(env),
      oracle,
      isReplica ? [...failing, routes.events] : failing,
    ),
    [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
  };
}
