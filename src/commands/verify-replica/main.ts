/**
 * `npm run -s cli -- verify-replica`: compares the replica with ZITADEL's lists. Exit code 0: all users are
 * equal; 1: some differ; 2: they could not be compared.
 */
import { systemClock } from "../../lib/clock.js";
import { handleSignals } from "../../lifecycle/signals.js";
import { verifyCommand } from "./command.js";

const { signal } = handleSignals(() => undefined, systemClock);

// Queued calls do not keep the process alive. In a subgraph, the open connections do.
const keepAlive = setInterval(() => undefined, 60_000);

process.exitCode = await verifyCommand({
  args: process.argv.slice(2),
  env: process.env,
  print(line) {
    process.stdout.write(`${line}\n`);
  },
  printStatus(line) {
    process.stderr.write(`${line}\n`);
  },
  signal,
  clock: systemClock,
});
clearInterval(keepAlive);
