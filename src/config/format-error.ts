import { Failure } from "../lib/failure.js";
import { ConfigError } from "./config-error.js";

/** What the person who starts something can do something about is told in words; anything else is a bug, with its stack. */
export function formatError(error: unknown): string {
  if (error instanceof ConfigError || error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
