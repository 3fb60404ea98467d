import { formatError } from "../config/format-error.js";

/** Runs a command. Prints its error, if any, and sets the exit code to 1. */
export async function runCommand(command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${formatError(error)}\n`);
  }
}
