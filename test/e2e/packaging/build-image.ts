import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { chmod, cp, mkdir, stat, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { type Stage, type Step } from "./dockerfile.js";
import { listFiles, readBuildContextPaths, repository } from "./repository.js";

const workdir = "/app";

/** Folders of the built stages, by stage name. */
type BuiltStages = ReadonlyMap<string, Promise<string>>;

interface BuildOptions {
  /** Folder with a Node.js executable. */
  readonly nodeFolder: string;
  /** An existing node_modules with the packages of the lock file. Undefined: the packages are installed. */
  readonly packages?: string | undefined;
}

/**
 * Executes the Dockerfile without a container engine. A folder takes the place of /app in each stage. Returns
 * the folder of the last stage. Base images are not downloaded: RUN uses this machine's shell and npm, and
 * the Node in `nodeFolder`. Packages are not installed if `packages` is set.
 */
export async function buildImage(
  stages: readonly Stage[],
  { folder, ...machine }: BuildOptions & { readonly folder: string },
): Promise<string> {
  const context = join(folder, "context");
  await copyContext(context);
  const built = new Map<string, Promise<string>>([["context", Promise.resolve(context)]]);
  for (const [index, stage] of stages.entries()) {
    const app = join(folder, `stage-${index}`);
    built.set(stage.name ?? String(index), buildStage(stage, app, machine, built));
  }
  const folders = await Promise.all(built.values());
  return folders.at(-1) ?? "";
}

async function buildStage(
  stage: Stage,
  app: string,
  machine: BuildOptions,
  built: BuiltStages,
): Promise<string> {
  await mkdir(app);
  for (const step of stage.instructions) {
    if (step.keyword === "RUN") await run(step.text, app, machine);
    if (step.keyword === "COPY") await copy(step, app, built);
    if (step.keyword === "WORKDIR" && step.text !== workdir)
      throw new Error(`WORKDIR is not ${workdir}: ${step.text}`);
  }
  return app;
}

async function copyContext(context: string): Promise<void> {
  const allowed = readBuildContextPaths();
  for (const path of await listFiles()) {
    if (!allowed.some((name) => path === name || path.startsWith(`${name}/`))) continue;
    await cp(join(repository, path), join(context, path));
  }
}

async function run(command: string, cwd: string, { nodeFolder, packages }: BuildOptions): Promise<void> {
  if (packages !== undefined && command.startsWith("npm ci ")) {
    await symlink(packages, join(cwd, "node_modules"));
    return;
  }
  const withNode = ["-c", 'PATH="$0:$PATH" exec sh -c "$1"', nodeFolder, command];
  await promisify(execFile)("sh", withNode, { cwd, maxBuffer: 16 * 1024 * 1024 });
}

async function copy({ text, flags }: Step, app: string, built: BuiltStages): Promise<void> {
  const { sources, target } = readCopy(text);
  const from = await built.get(flags.get("from") ?? "context");
  if (from === undefined) throw new Error(`COPY names an unknown stage: ${text}`);
  for (const source of sources) {
    const path = join(from, source.replace(`${workdir}/`, ""));
    const isFolder = (await stat(path)).isDirectory();
    const to = isFolder || !target.endsWith("/") ? join(app, target) : join(app, target, basename(source));
    // The asynchronous `cp` takes four times as long for this number of files.
    cpSync(path, to, { recursive: true, verbatimSymlinks: true });
    const mode = flags.get("chmod");
    if (mode !== undefined) await chmod(to, Number.parseInt(mode, 8));
  }
}

export function readCopy(text: string): { readonly sources: readonly string[]; readonly target: string } {
  const paths = text.split(/\s+/);
  return { sources: paths.slice(0, -1), target: paths.at(-1) ?? "" };
}
