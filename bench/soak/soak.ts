/** `npm run soak -- SECONDS SEED`: ten minutes, and any seed, unless told otherwise. */
import { runSoak } from "./run-soak.js";

const [seconds = 600, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
process.stdout.write(`soaking for ${seconds} s, seed ${seed}\n`);
const { text, isGood } = await runSoak({ seconds, clients: 64, seed });
process.stdout.write(`${text}\n`);
process.exitCode = isGood ? 0 : 1;
