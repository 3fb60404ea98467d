import { afterAll, describe, expect, it } from "vitest";
import { toReplicaEnv } from "../support/replica-env.js";
import { redisProgram } from "../support/redis.js";
import { AccessRun } from "./access-run.js";
import { HiddenRun } from "./hidden-run.js";
import { countReplicaReads, startWorld, type Storage } from "./start-world.js";

export interface AccessSeeds {
  /** Compares with the oracle. */
  readonly random: readonly number[];
  /** Compares the responses and calls with other hidden entries. */
  readonly hidden: readonly number[];
}

export interface StepsPerRun {
  readonly random: number;
  /** Each of them writes the metadata of all people three times. */
  readonly hidden: number;
}

/**
 * Compares random rules, callers, users, reads, searches, writes, outages and revoked tokens with a second
 * implementation of the rules. The test title contains the seed, which reproduces a run.
 */
export function describeAccess(seeds: Readonly<Record<Storage, AccessSeeds>>, steps: StepsPerRun): void {
  describeStorage("ZITADEL", seeds.ZITADEL, steps);
  describeStorage("memory", seeds.memory, steps);
  describeStorage("Redis", seeds.Redis, steps);
}

function describeStorage(storage: Storage, seeds: AccessSeeds, steps: StepsPerRun): void {
  const title = `access with random rules, requests and failures, reading from ${storage}`;
  const isSkipped = storage === "Redis" && redisProgram === undefined;
  describe.skipIf(isSkipped)(title, { tags: ["embedded"] }, () => {
    let replicaReads = 0;
    // Checks that the replica has served reads. A single run may have rules that permit none.
    if (storage !== "ZITADEL")
      afterAll(() => {
        expect(replicaReads).toBeGreaterThan(0);
      });

    it.each(seeds.random)(
      "permits exactly the reads, searches and writes of the rules (seed %i)",
      async (seed) => {
        await using world = await startWorld(storage, seed);
        const { env } = world;
        const run = new AccessRun(world, storage !== "ZITADEL");
        for (let n = 0; n < steps.random; n++) {
          if (storage === "ZITADEL") {
            await run.step();
            continue;
          }
          // From time to time the replica catches up with all writes.
          if (n % 50 === 0) await toReplicaEnv(env).catchUp();
          // The replica polls at any moment of a step.
          await env.clock.run(run.step());
        }
        replicaReads += await countReplicaReads(world);
      },
    );

    it.each(seeds.hidden)(
      "hides keys: other entries change neither responses nor calls (seed %i)",
      async (seed) => {
        await using world = await startWorld(storage, seed);
        const run = new HiddenRun(world, storage !== "ZITADEL");
        for (let n = 0; n < steps.hidden; n++) await run.step();
        replicaReads += await countReplicaReads(world);
      },
    );
  });
}
