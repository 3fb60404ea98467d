/** `npm run demo`: everything that this project is for, on this machine. */
import { once } from "node:events";
import { parseCommandLine } from "../../src/lib/parse-command-line.js";
import { runCommand } from "../../src/commands/run-command.js";
import { createExitSignal } from "../../src/commands/exit-signal.js";
import { asOnlyDemo } from "./only-demo.js";
import { startDemo, usualPorts } from "./start-demo.js";
import { createWelcome } from "./welcome.js";

const usage = `npm run demo

Installs what the examples need, starts a ZITADEL to play with, two subgraphs, a gateway and two pages, and tells where
they are. Where a port is taken, the next free one is used.`;

const signal = createExitSignal(process.env["npm_lifecycle_event"] !== undefined);

await runCommand(async () => {
  const { values } = parseCommandLine(
    { args: process.argv.slice(2), options: { help: { type: "boolean" } } },
    usage,
  );
  if (values.help === true) {
    tell(usage);
    return;
  }
  await asOnlyDemo(runDemo);
});

async function runDemo(): Promise<void> {
  try {
    await using demo = await startDemo({ pages: "dev", ports: usualPorts, env: process.env, tell, signal });
    tell(createWelcome(demo));
    if (!signal.aborted) await once(signal, "abort");
    tell("Stopping.");
  } catch (error) {
    if (!signal.aborted) throw error;
    tell("Stopped before everything ran.");
  }
}

function tell(words: string): void {
  process.stdout.write(`${words}\n`);
}
