import { setTimeout } from "node:timers/promises";
import { Failure } from "../../src/lib/failure.js";
import { folderOf, type Part } from "./parts.js";
import { type Env, type Npm, startNpm } from "./start-npm.js";

const pollMs = 50;

export interface PartOptions {
  /** An npm script of the example, and its arguments. */
  readonly script: readonly string[];
  readonly env: Env;
  /** The example is ready once this URL returns a successful status. */
  readonly readinessUrl: string;
  readonly signal: AbortSignal;
}

/** Starts a script of an example, and resolves when it is ready. */
export async function startPart(
  part: Part,
  { script, env, readinessUrl, signal }: PartOptions,
): Promise<Npm> {
  const npm = startNpm(["run", ...script], { folder: folderOf(part), env });
  try {
    const ended = npm.ended.then((outcome) => {
      throw new Failure(
        "BAD_USER_INPUT",
        `\`npm run ${script.join(" ")}\` in ${part.folder} exited (${outcome}):\n${npm.output()}`,
      );
    });
    await Promise.race([ended, waitUntilReady(readinessUrl, signal)]);
    return npm;
  } catch (error) {
    await npm[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs a script of an example until it exits. */
export async function runPart(part: Part, script: readonly string[], env: Env): Promise<void> {
  await using npm = startNpm(["run", ...script], { folder: folderOf(part), env });
  const outcome = await npm.ended;
  if (outcome === "code 0") return;
  throw new Failure(
    "BAD_USER_INPUT",
    `\`npm run ${script.join(" ")}\` in ${part.folder} failed (${outcome}):\n${npm.output()}`,
  );
}

async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not ready yet.
    }
    await setTimeout(pollMs, undefined, { signal });
  }
}
