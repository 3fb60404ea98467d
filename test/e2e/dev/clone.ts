import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RunningCommand, startCommand } from "../../../packages/zitadel-emulator/test/cli/command.js";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const copied = [
  "package.json",
  "tsconfig.json",
  "schema.graphql",
  "src",
  "packages/zitadel-emulator/src",
  "examples/supergraph/metadata-schema.json",
];

/** A copy of the project that a test may change. */
export interface Clone extends AsyncDisposable {
  readonly folder: string;
  /** Runs a shell command in the copy, as a developer would. */
  start(command: string): RunningCommand;
}

export async function createClone(): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), "clone-"));
  for (const name of copied) await cp(join(checkout, name), join(folder, name), { recursive: true });
  await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
  const started: RunningCommand[] = [];
  return {
    folder,
    start(command) {
      const running = startCommand(command, folder);
      started.push(running);
      return running;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map((running) => running.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
