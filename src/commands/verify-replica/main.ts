/** `npm run -s cli -- verify-replica`: the replica held against all that ZITADEL lists. Ends with 0: equal; 1: something differs; 2: that could not be found out. */
import { systemClock } from "../../lib/clock.js";
import { handleSignals } from "../../lifecycle/signals.js";
import { verifyCommand } from "./command.js";

const { signal } = handleSignals(() => undefined, systemClock);

// Calls that wait for their turn keep no process: in a subgraph the requests do.
const living = setInterval(() => undefined, 60_000);

process.exitCode = await verifyCommand({
  args: process.argv.slice(2),
  env: process.env,
  tell(line) {
    process.stdout.write(`${line}\n`);
  },
  note(line) {
    process.stderr.write(`${line}\n`);
  },
  signal,
  clock: systemClock,
});
clearInterval(living);
