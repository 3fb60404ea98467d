import { Failure } from "../../lib/failure.js";

/** Parses the port of a command-line flag; 0 means any free port. */
export function parsePort(flag: string, text: string, usage: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port === 0 || (port >= 1024 && port <= 65_535)) return port;
  throw new Failure(
    "BAD_USER_INPUT",
    `Invalid port "${text}" for --${flag}. Use a port from 1024 to 65535, or 0.\n\n${usage}`,
  );
}
