import { setTimeout } from "node:timers/promises";
import { Failure } from "../../src/lib/failure.js";
import { folderOf, type Part } from "./parts.js";
import { type Env, type Npm, startNpm } from "./start-npm.js";

const pollMs = 50;

export interface PartOptions {
  /** An npm script of the part, and what it is given. */
  readonly script: readonly string[];
  readonly env: Env;
  /** It is ready once something answers here. */
  readonly readyAt: string;
  readonly signal: AbortSignal;
}

/** Runs a script of an example until it serves. */
export async function startPart(part: Part, { script, env, readyAt, signal }: PartOptions): Promise<Npm> {
  const npm = startNpm(["run", ...script], { folder: folderOf(part), env });
  try {
    const ended = npm.ended.then((how) => {
      throw new Failure(
        "BAD_USER_INPUT",
        `\`npm run ${script.join(" ")}\` in ${part.folder} ended (${how}):\n${npm.words()}`,
      );
    });
    await Promise.race([ended, whenAnswering(readyAt, signal)]);
    return npm;
  } catch (error) {
    await npm[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs a script of an example to its end. */
export async function runPart(part: Part, script: readonly string[], env: Env): Promise<void> {
  await using npm = startNpm(["run", ...script], { folder: folderOf(part), env });
  const how = await npm.ended;
  if (how === "code 0") return;
  throw new Failure(
    "BAD_USER_INPUT",
    `\`npm run ${script.join(" ")}\` in ${part.folder} failed (${how}):\n${npm.words()}`,
  );
}

async function whenAnswering(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not yet.
    }
    await setTimeout(pollMs, undefined, { signal });
  }
}
