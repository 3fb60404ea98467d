import { ConfigError } from "../config/config-error.js";
import { Failure } from "../lib/failure.js";

/** Runs a command. What the person can do something about is told in words; anything else is a bug, with its stack. */
export async function runCommand(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${wordsFor(error)}\n`);
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof ConfigError || error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
