import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/replica/memory-store.js";
import { silentLog } from "../support/silent-log.js";
import { startFollowedZitadel } from "./followed-zitadel.js";
import { createRandom } from "./random.js";
import { ReplicaRun } from "./replica-run.js";

// Random writes, deletions, removed users and organisations, late events, page sizes, restarts, take-overs and cut histories; once all is quiet, the replica
// has what ZITADEL has, dates included. REPLICA_RUNS=5000 tries more of them; a seed that failed once fails again.

const runs = Number(process.env["REPLICA_RUNS"] ?? 200);
/** A ZITADEL of its own for so many: its history grows. */
const runsPerZitadel = 4;

describe("a replica that follows random histories", () => {
  it.each(Array.from({ length: Math.ceil(runs / runsPerZitadel) }, (_, n) => n * runsPerZitadel))(
    `equals ZITADEL entry by entry (seeds from %i on, ${runsPerZitadel} of them)`,
    async (first) => {
      const seeds = Array.from({ length: runsPerZitadel }, (_, n) => first + n);
      await using zitadel = await startFollowedZitadel(seeds.flatMap((seed) => [`${seed}-a`, `${seed}-b`]));
      for (const seed of seeds) {
        await using store = createMemoryStore(silentLog);
        const run = new ReplicaRun(zitadel, store, createRandom(seed), String(seed));
        const { replica, listed } = await run.play();
        expect(replica, `seed ${seed}: ${run.story.join(", ")}`).toEqual(listed);
      }
    },
    120_000,
  );
});
