import { parseArgs, type ParseArgsConfig } from "node:util";
import { Failure } from "../lib/failure.js";
import { suggestName } from "../config/nearest-name.js";

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/** Parses a command line. Throws BAD_USER_INPUT with the problem and the usage text if it is invalid. */
export function parseCommandLine<const T extends ParseArgsConfig>(config: T, usage: string): Parsed<T> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure("BAD_USER_INPUT", `${describe(error, Object.keys(config.options ?? {}))}\n\n${usage}`);
  }
}

/** Node.js explains an unknown option as a positional argument, which is rarely meant. */
function describe({ message }: TypeError, options: readonly string[]): string {
  const name = /^Unknown option '--([^']*)'/.exec(message)?.[1];
  if (name === undefined) return message;
  return `Unknown option --${name}.${suggestName(name, options, (option) => `--${option}`)}`;
}
