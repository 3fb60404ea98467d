import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../../src/commands/dev/project-root.js";
import { Failure } from "../../src/lib/failure.js";

const folder = join(projectRoot, ".dev");
const path = join(folder, "demo.pid");

/** Two demos in one checkout would install over each other: runs this one unless another one runs. */
export async function asOnlyDemo(run: () => Promise<void>): Promise<void> {
  const other = await runningDemo();
  if (other !== undefined) {
    throw new Failure(
      "BAD_USER_INPUT",
      `\`npm run demo\` runs in this folder already (process ${other}): use that one, or stop it first.\n` +
        "If that process is something else, remove .dev/demo.pid.",
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

/** The process that the file names, unless it was killed and left the file behind. */
async function runningDemo(): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(path, "utf8"));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
