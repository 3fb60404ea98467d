import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../src/lib/failure.js";
import { sha256 } from "../../src/lib/hash.js";
import { folderOf, type Part } from "./parts.js";
import { type Env, startNpm } from "./start-npm.js";

export interface InstallOptions {
  readonly env: Env;
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Installs the packages of several examples concurrently. The first failure stops the others. */
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

/** Installs the packages of an example, unless the versions of its lockfile are already installed. */
export async function install(part: Part, { env, print, signal }: InstallOptions): Promise<void> {
  const folder = folderOf(part);
  // npm removes node_modules first, so an interrupted installation leaves no stamp.
  const stamp = join(folder, "node_modules/.installed");
  const digest = sha256(await readFile(join(folder, "package-lock.json"))).toString("hex");
  if ((await readIfExists(stamp)) === digest) return;
  signal.throwIfAborted();
  print(`Installing packages in ${part.folder}/node_modules (about ${part.megabytes} MB, first run only)`);
  await using npm = startNpm(["ci", "--engine-strict=false", "--loglevel=error"], { folder, env });
  const stop = (): void => {
    void npm[Symbol.asyncDispose]();
  };
  signal.addEventListener("abort", stop);
  const outcome = await npm.ended;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (outcome !== "code 0") {
    throw new Failure(
      "BAD_USER_INPUT",
      `\`npm ci\` failed in ${part.folder} (${outcome}):\n${npm.output().split("\n").slice(0, 12).join("\n")}\nFix the problem, then run the command again.`,
    );
  }
  await writeFile(stamp, digest);
}

async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
