import { execFile } from "node:child_process";
import { copyFile, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder with the production build of this run. */
    readonly build: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npm run build`, once a run, to a folder that nobody else uses: ./dist is the developer's. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "build-")));
  // They stand beside the build, as in the image.
  for (const name of ["package.json", "schema.graphql"]) await copyFile(join(root, name), join(folder, name));
  const build = join(folder, "dist");
  await promisify(execFile)("npm", ["run", "-s", "build", "--", build], { cwd: root });
  provide("build", build);
  return () => rm(folder, { recursive: true });
}
