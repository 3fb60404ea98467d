import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../../src/commands/dev/project-root.js";
import { Failure } from "../../src/lib/failure.js";

const folder = join(projectRoot, ".dev");
const path = join(folder, "demo.pid");

/**
 * Runs the demo unless another one is running in this checkout. Two demos would overwrite each other's
 * packages.
 */
export async function withDemoLock(run: () => Promise<void>): Promise<void> {
  const other = await findRunningDemo();
  if (other !== undefined) {
    throw new Failure(
      "BAD_USER_INPUT",
      `\`npm run demo\` is already running in this folder (process ${other}). Use it, or stop it first.\n` +
        "If that process is not the demo, delete .dev/demo.pid.",
    );
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path, String(process.pid));
  try {
    await run();
  } finally {
    await rm(path, { force: true });
  }
}

/** The process id in the lock file; undefined if that process no longer exists. */
async function findRunningDemo(): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(path, "utf8"));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
