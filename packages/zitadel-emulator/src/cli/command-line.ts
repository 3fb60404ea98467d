import { parseArgs } from "node:util";

export const usage = `zitadel-emulator [--port 8080] [--seed file.json]

Starts an emulated ZITADEL and prints its users, clients and secrets.
  --port    the port to listen on (default 8080, 0 for any free port).
            If the port is in use, the next free port is used.
  --seed    a JSON file with the initial users, projects and applications.
            The README describes the format.
  --schema  prints the JSON Schema of seed files and exits
  --help    prints this text and exits`;

/** The command line is invalid. The message contains the usage. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(problem: string) {
    super(`${problem}\n\n${usage}`);
  }
}

export interface CommandLine {
  /** 0 is any free port. */
  readonly port: number;
  readonly seed: string | undefined;
  readonly schema: boolean;
  readonly help: boolean;
}

/** Throws a {@link UsageError}. */
export function parseCommandLine(args: string[]): CommandLine {
  const { port = "8080", seed, schema = false, help = false } = parse(args);
  return { port: parsePort(port), seed, schema, help };
}

function parse(args: string[]): { port?: string; seed?: string; schema?: boolean; help?: boolean } {
  try {
    const options = {
      port: { type: "string" },
      seed: { type: "string" },
      schema: { type: "boolean" },
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message);
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port === 0 || (port >= 1024 && port <= 65_535)) return port;
  throw new UsageError(`--port ${text}: expected a port from 1024 to 65535, or 0`);
}
