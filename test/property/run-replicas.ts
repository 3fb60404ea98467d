/**
 * `npm run random:replica -- 5000 20000` follows 5,000 random event logs, starting with seed 20,000 (default
 * 0).
 */
import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../../src/lib/clock.js";
import { createMemoryStore } from "../../src/replica/store/memory/memory-store.js";
import { silentLog } from "../support/silent-replica.js";
import { runSeeds } from "./run-seeds.js";

const seedsPerEmulator = 4;
const [runs = 1000, first = 0] = process.argv.slice(2).map(Number);
const write = (text: string): boolean => process.stdout.write(text);

for (let from = first; from < first + runs; from += seedsPerEmulator) {
  const seeds = Array.from({ length: Math.min(seedsPerEmulator, first + runs - from) }, (_, n) => from + n);
  const startStore = () => Promise.resolve(createMemoryStore(silentLog, systemClock));
  for await (const { seed, log, replica, listed } of runSeeds(seeds, startStore)) {
    if (isDeepStrictEqual(replica, listed)) continue;
    process.exitCode = 1;
    write(`\nseed ${seed}: ${log}\n`);
  }
  write(`\r${from + seeds.length - first} of ${runs}`);
}
write("\n");
