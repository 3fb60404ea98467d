/**
 * `npm run -s cli -- metadata`: exports, imports, checks and compares the metadata of all users. Exit codes: see
 * usage.ts.
 */
import { once } from "node:events";
import { systemClock } from "../../lib/clock.js";
import { handleSignals } from "../../lifecycle/signals.js";
import { metadataCommand } from "./command.js";

const { signal } = handleSignals(() => undefined, systemClock);

// Queued calls do not keep the process alive. In a subgraph, the open connections do.
const keepAlive = setInterval(() => undefined, 60_000);

// The reader of a pipe, such as `head`, may exit first.
process.stdout.on("error", () => process.exit(3));

process.exitCode = await metadataCommand({
  args: process.argv.slice(2),
  env: process.env,
  streams: {
    async write(text) {
      if (!process.stdout.write(text)) await once(process.stdout, "drain");
    },
    writeStatus(text) {
      process.stderr.write(text);
    },
    isTerminal: process.stderr.isTTY,
  },
  signal,
  clock: systemClock,
});
clearInterval(keepAlive);
