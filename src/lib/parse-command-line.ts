import { parseArgs, type ParseArgsConfig } from "node:util";
import { Failure } from "./failure.js";

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/** Parses a command line. Throws BAD_USER_INPUT with the problem and the usage text if it is invalid. */
export function parseCommandLine<const T extends ParseArgsConfig>(config: T, usage: string): Parsed<T> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure("BAD_USER_INPUT", `${error.message}\n\n${usage}`);
  }
}
