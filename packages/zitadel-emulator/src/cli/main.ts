#!/usr/bin/env node
/** `zitadel-emulator`: starts an emulated ZITADEL and prints what a client needs to use it. */
import { once } from "node:events";
import * as z from "zod";
import { devSeed } from "../seed/dev-seed.js";
import { readSeedFile, SeedFileError } from "../seed-file/read-seed-file.js";
import { seedFile } from "../seed-file/seed-file.js";
import { startEmulator } from "../start-emulator.js";
import { parseCommandLine, usage, UsageError } from "./command-line.js";
import { createExitSignal } from "./exit-signal.js";
import { openPort } from "./open-port.js";
import { formatEmulator } from "./format-emulator.js";

const signal = createExitSignal(process.env["npm_lifecycle_event"] !== undefined);

try {
  await run();
} catch (error) {
  // Errors that the user can correct are printed without a stack trace.
  if (!(error instanceof UsageError || error instanceof SeedFileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { port: requestedPort, seed: path, schema, help } = parseCommandLine(process.argv.slice(2));
  if (help) {
    print(usage);
    return;
  }
  if (schema) {
    print(JSON.stringify(z.toJSONSchema(seedFile, { io: "input" }), undefined, 2));
    return;
  }
  const seed = path === undefined ? devSeed : await readSeedFile(path);
  await using emulator = await openPort(requestedPort, (port) => startEmulator({ port, seed }));
  const port = Number(new URL(emulator.issuer).port);
  if (requestedPort !== 0 && port !== requestedPort)
    print(`Port ${requestedPort} is in use; ZITADEL uses port ${port}.`);
  print(`\n${formatEmulator(emulator, seed)}`);
  if (!signal.aborted) await once(signal, "abort");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
