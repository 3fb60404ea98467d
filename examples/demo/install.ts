import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../src/lib/failure.js";
import { folderOf, type Part } from "./parts.js";
import { type Env, startNpm } from "./start-npm.js";

export interface InstallOptions {
  readonly env: Env;
  readonly tell: (words: string) => void;
  readonly signal: AbortSignal;
}

/** Installs the packages of examples, all at once. The first that fails ends the others. */
export async function installAll(parts: readonly Part[], options: InstallOptions): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  await Promise.all(
    parts.map(async (part) => {
      try {
        await install(part, { ...options, signal });
      } catch (error) {
        failed.abort();
        throw error;
      }
    }),
  );
}

/** Installs the packages of an example, unless those of its lockfile are there already. */
export async function install(part: Part, { env, tell, signal }: InstallOptions): Promise<void> {
  const folder = folderOf(part);
  // Within what npm removes first: an installation that was cut off leaves no stamp.
  const stamp = join(folder, "node_modules/.installed");
  const digest = createHash("sha256")
    .update(await readFile(join(folder, "package-lock.json")))
    .digest("hex");
  if ((await readIfThere(stamp)) === digest) return;
  signal.throwIfAborted();
  tell(`Installing ${part.folder}, once: about ${part.megabytes} MB in ${part.folder}/node_modules`);
  await using npm = startNpm(["ci", "--engine-strict=false", "--loglevel=error"], { folder, env });
  const stop = (): void => {
    void npm[Symbol.asyncDispose]();
  };
  signal.addEventListener("abort", stop);
  const how = await npm.ended;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (how !== "code 0") {
    throw new Failure(
      "BAD_USER_INPUT",
      `\`npm ci\` failed in ${part.folder} (${how}):\n${npm.words().split("\n").slice(0, 12).join("\n")}\nWhen that is mended, run this again.`,
    );
  }
  await writeFile(stamp, digest);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
