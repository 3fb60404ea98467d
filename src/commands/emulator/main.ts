/** `npm run emulator`: just the embedded ZITADEL, for those who build something that people log in at. */
import { once } from "node:events";
import * as z from "zod";
import { printEmulator } from "./print-emulator.js";
import { devSeed } from "../dev/seed.js";
import { openPort } from "../dev/free-port.js";
import { parseCommandLine } from "../../lib/parse-command-line.js";
import { parsePort } from "../dev/parse-port.js";
import { runCommand } from "../run-command.js";
import { createExitSignal } from "../exit-signal.js";
import { readSeedFile } from "./seed-file/read-seed-file.js";
import { seedFile } from "./seed-file/seed-file.js";
import { startEmulator } from "../../emulator/start-emulator.js";

const usage = `npm run emulator -- [--port 8080] [--world file.json]

Starts a ZITADEL to play with and prints its users, clients and secrets.
  --port    where that is taken, the next free one is used; 0 is any free one
  --world   what it holds: docs/zitadel.md tells how to write one
  --schema  prints the JSON Schema of world files instead`;

const signal = createExitSignal(process.env["npm_lifecycle_event"] !== undefined);

await runCommand(async () => {
  const options = {
    port: { type: "string" },
    world: { type: "string" },
    schema: { type: "boolean" },
    help: { type: "boolean" },
  } as const;
  const { values } = parseCommandLine({ args: process.argv.slice(2), options }, usage);
  if (values.help === true) {
    tell(usage);
    return;
  }
  if (values.schema === true) {
    tell(JSON.stringify(z.toJSONSchema(seedFile, { io: "input" }), undefined, 2));
    return;
  }
  const wanted = parsePort("port", values.port ?? "8080", usage);
  const seed = values.world === undefined ? devSeed : await readSeedFile(values.world);
  await using zitadel = await openPort(wanted, (port) => startEmulator({ port, seed }));
  const port = Number(new URL(zitadel.issuer).port);
  if (wanted !== 0 && port !== wanted) tell(`Port ${wanted} is taken: ZITADEL has ${port}.`);
  tell(`\n${printEmulator(zitadel, seed)}`);
  if (!signal.aborted) await once(signal, "abort");
});

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
