import { startFollowedZitadel } from "./followed-zitadel.js";
import { createRandom } from "./random.js";
import { type Entries } from "./all-entries.js";
import { ReplicaRun } from "./replica-run.js";
import type { ReplicaStore } from "../../src/replica/store/store.js";

/** The result of a run, and the log of its steps. */
export interface SeedResult {
  readonly seed: number;
  readonly log: string;
  readonly replica: Entries;
  readonly listed: Entries;
}

/** Executes the runs one after the other on one emulator, whose event log grows with each. */
export async function* runSeeds(
  seeds: readonly number[],
  startStore: () => Promise<ReplicaStore>,
): AsyncGenerator<SeedResult> {
  await using zitadel = await startFollowedZitadel(seeds.flatMap((seed) => [`${seed}-a`, `${seed}-b`]));
  for (const seed of seeds) {
    await using store = await startStore();
    const run = new ReplicaRun(zitadel, store, createRandom(seed), String(seed));
    const result = await run.execute();
    yield { seed, log: run.log.join(", "), ...result };
  }
}
