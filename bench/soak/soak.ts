/**
 * `npm run soak -- [SECONDS [SEED]]`: by default 600 seconds and a random seed. `npm run soak -- subscriptions [SECONDS
 * [SEED]]`: the same for 500 subscribers that come and go.
 */
import { runSoak } from "./run-soak.js";
import { runSubscriptionSoak } from "./run-subscription-soak.js";

const args = process.argv.slice(2);
const hasSubscriptions = args[0] === "subscriptions";
const numbers = (hasSubscriptions ? args.slice(1) : args).map(Number);
if (numbers.some(Number.isNaN)) {
  process.stderr.write("npm run soak -- [subscriptions] [SECONDS [SEED]]\n");
  process.exit(1);
}
const [seconds = 600, seed = Date.now() % 1_000_000] = numbers;
process.stdout.write(`soak test: ${seconds} s, seed ${seed}\n`);
const { text, passed } = await (hasSubscriptions
  ? runSubscriptionSoak({ seconds, subscribers: 500, seed })
  : runSoak({ seconds, clients: 64, seed }));
process.stdout.write(`${text}\n`);
process.exitCode = passed ? 0 : 1;
