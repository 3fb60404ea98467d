/** `npm run demo`: runs the subgraph with a ZITADEL emulator, a gateway and two pages on this machine. */
import { parseCommandLine } from "../../src/commands/parse-command-line.js";
import { waitForAbort } from "../../src/lib/wait-for-abort.js";
import { runCommand } from "../../src/commands/run-command.js";
import { createExitSignal } from "../../src/commands/exit-signal.js";
import { ensureSingleInstance, startLockFile } from "../../src/commands/dev/lock-file.js";
import { withDemoLock } from "./demo-lock.js";
import { startDemo } from "./start-demo.js";
import { createWelcome } from "./welcome.js";

const usage = `npm run demo

Installs the packages of the examples, starts a ZITADEL emulator, three subgraphs, a gateway and two pages, and
prints their addresses. If a port is in use, the demo adds 10 to all its ports.`;

const signal = createExitSignal(process.env["npm_lifecycle_event"] !== undefined);

await runCommand(async () => {
  const { values } = parseCommandLine(
    { args: process.argv.slice(2), options: { help: { type: "boolean" } } },
    usage,
  );
  if (values.help === true) {
    print(usage);
    return;
  }
  await ensureSingleInstance();
  await withDemoLock(runDemo);
});

async function runDemo(): Promise<void> {
  try {
    await using demo = await startDemo({
      pages: "dev",
      hasReplica: true,
      portSet: 0,
      env: process.env,
      print,
      signal,
    });
    const lockFile = await startLockFile(demo.state);
    try {
      print(createWelcome(demo));
      await waitForAbort(signal);
    } finally {
      await lockFile[Symbol.asyncDispose]();
    }
    print("Stopping.");
  } catch (error) {
    if (!signal.aborted) throw error;
    print("Stopped before the demo was ready.");
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
