import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/replica/store/memory/memory-store.js";
import { silentLog } from "../support/silent-log.js";
import { createTestClock } from "../support/test-clock.js";
import { runSeeds } from "./run-seeds.js";

/**
 * Random writes, deletions, removed users and organizations, late events, page sizes, failures, take-overs and cut histories. What was found once is
 * found again: the seed is in the message. `npm run random:replica -- 5000` tries as many.
 */
export function describeReplicas(seeds: readonly (readonly [number, number, number, number])[]): void {
  describe("a replica that follows a random history", () => {
    it.each(seeds)(
      "equals ZITADEL entry by entry, dates included, once all is quiet (seeds %i, %i, %i, %i)",
      async (...some) => {
        const startStore = () => Promise.resolve(createMemoryStore(silentLog, createTestClock()));
        for await (const { seed, log: story, replica, listed } of runSeeds(some, startStore)) {
          expect(replica, `seed ${seed}: ${story}`).toEqual(listed);
        }
      },
    );
  });
}
