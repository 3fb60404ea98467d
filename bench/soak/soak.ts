/** `npm run soak -- [SECONDS [SEED]]`: by default 600 seconds and a random seed. */
import { runSoak } from "./run-soak.js";

const [seconds = 600, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
process.stdout.write(`soak test: ${seconds} s, seed ${seed}\n`);
const { text, passed } = await runSoak({ seconds, clients: 64, seed });
process.stdout.write(`${text}\n`);
process.exitCode = passed ? 0 : 1;
