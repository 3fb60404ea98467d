import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Installs Node 24 there, and answers with the folder that holds the executable. */
export async function installNode24(folder: string): Promise<string> {
  // The executable that the package `node` fetches by a script, without the script.
  const name = `node-${process.platform}-${process.arch}`;
  const install = [
    "install",
    "--prefix",
    folder,
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    `${name}@24`,
  ];
  try {
    await promisify(execFile)("npm", install, { cwd: folder });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Node 24, which the image runs on, could not be fetched from the npm registry: ${reason}`,
      {
        cause: error,
      },
    );
  }
  return join(folder, "node_modules", name, "bin");
}
