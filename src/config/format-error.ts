import { Failure } from "../lib/failure.js";
import { ConfigError } from "./config-error.js";

/**
 * Formats an error that ends a command. A bug is printed with its stack, an expected error as its message
 * only.
 */
export function formatError(error: unknown): string {
  if (error instanceof ConfigError || error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
