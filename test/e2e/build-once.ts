import { execFile } from "node:child_process";
import { copyFile, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder with the production build of this test run. */
    readonly build: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs `npm run build` once per test run. The output goes to a temporary folder, because ./dist belongs to
 * the developer.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "build-")));
  // In the image these files are beside the build, too.
  for (const name of ["package.json", "schema.graphql"]) await copyFile(join(root, name), join(folder, name));
  const build = join(folder, "dist");
  await promisify(execFile)("npm", ["run", "-s", "build", "--", build], { cwd: root });
  provide("build", build);
  return () => rm(folder, { recursive: true });
}
