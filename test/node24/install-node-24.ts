import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** Installs Node.js 24 into this folder. Returns the folder of the executable. */
export async function installNode24(folder: string): Promise<string> {
  // The install script of the package `node` would fetch this package, which contains the executable.
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
    throw new Error(`Cannot install Node.js 24, which the image uses, from the npm registry: ${reason}`, {
      cause: error,
    });
  }
  return join(folder, "node_modules", name, "bin");
}
