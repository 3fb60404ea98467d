/** `npm run random:replica -- 5000`: as many random histories as one likes, from the first seed on, or from another: `-- 5000 20000`. */
import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../../src/lib/clock.js";
import { createMemoryStore } from "../../src/replica/store/memory/memory-store.js";
import { silentLog } from "../support/silent-log.js";
import { runSeeds } from "./run-seeds.js";

const perZitadel = 4;
const [runs = 1000, first = 0] = process.argv.slice(2).map(Number);
const write = (text: string): boolean => process.stdout.write(text);

for (let from = first; from < first + runs; from += perZitadel) {
  const seeds = Array.from({ length: Math.min(perZitadel, first + runs - from) }, (_, n) => from + n);
  const startStore = () => Promise.resolve(createMemoryStore(silentLog, systemClock));
  for await (const { seed, log: story, replica, listed } of runSeeds(seeds, startStore)) {
    if (isDeepStrictEqual(replica, listed)) continue;
    process.exitCode = 1;
    write(`\nseed ${seed}: ${story}\n`);
  }
  write(`\r${from + seeds.length - first} of ${runs}`);
}
write("\n");
