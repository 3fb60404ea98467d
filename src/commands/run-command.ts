import { formatError } from "../config/format-error.js";

/** Runs a command. What went wrong is told, and its code is 1. */
export async function runCommand(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${formatError(error)}\n`);
  }
}
