import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/replica/store/memory/memory-store.js";
import { silentLog } from "../support/silent-replica.js";
import { createTestClock } from "../support/test-clock.js";
import { runSeeds } from "./run-seeds.js";

/**
 * Follows random writes, deletions, removed users and organizations, late events, page sizes, failures,
 * leader changes and truncated event logs. The message of a failure contains the seed.
 * `npm run random:replica -- 5000` runs 5,000 seeds.
 */
export function describeReplicas(seeds: readonly (readonly [number, number, number, number])[]): void {
  describe("a replica that follows a random event log", () => {
    it.each(seeds)(
      "equals ZITADEL's lists, including dates, once it has caught up (seeds %i, %i, %i, %i)",
      async (...fourSeeds) => {
        const startStore = () => Promise.resolve(createMemoryStore(silentLog, createTestClock()));
        for await (const { seed, log, replica, listed } of runSeeds(fourSeeds, startStore)) {
          expect(replica, `seed ${seed}: ${log}`).toEqual(listed);
        }
      },
    );
  });
}
