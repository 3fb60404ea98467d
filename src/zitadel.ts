/** `npm run zitadel`: just the embedded ZITADEL, for those who build something that people log in at. */
import { once } from "node:events";
import * as z from "zod";
import { describeZitadel } from "./dev/describe-zitadel.js";
import { devSeed } from "./dev/dev-seed.js";
import { openPort } from "./dev/free-port.js";
import { readFlags } from "./lib/read-flags.js";
import { readPort } from "./dev/read-port.js";
import { runCommand } from "./dev/run-command.js";
import { createStopSignal } from "./dev/stop-signal.js";
import { readWorld } from "./dev/world/read-world.js";
import { worldFile } from "./dev/world/world-file.js";
import { startEmulator } from "./emulator/start-emulator.js";

const usage = `npm run zitadel -- [--port 8080] [--world file.json]

Starts a ZITADEL to play with and prints its users, clients and secrets.
  --port    where that is taken, the next free one is used; 0 is any free one
  --world   what it holds: docs/zitadel.md tells how to write one
  --schema  prints the JSON Schema of world files instead`;

const signal = createStopSignal(process.env["npm_lifecycle_event"] !== undefined);

await runCommand(async () => {
  const options = {
    port: { type: "string" },
    world: { type: "string" },
    schema: { type: "boolean" },
    help: { type: "boolean" },
  } as const;
  const { values } = readFlags({ args: process.argv.slice(2), options }, usage);
  if (values.help === true) {
    tell(usage);
    return;
  }
  if (values.schema === true) {
    tell(JSON.stringify(z.toJSONSchema(worldFile, { io: "input" }), undefined, 2));
    return;
  }
  const wanted = readPort("port", values.port ?? "8080", usage);
  const seed = values.world === undefined ? devSeed : await readWorld(values.world);
  await using zitadel = await openPort(wanted, (port) => startEmulator({ port, seed }));
  const port = Number(new URL(zitadel.issuer).port);
  if (wanted !== 0 && port !== wanted) tell(`Port ${wanted} is taken: ZITADEL has ${port}.`);
  tell(`\n${describeZitadel(zitadel, seed)}`);
  if (!signal.aborted) await once(signal, "abort");
});

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
