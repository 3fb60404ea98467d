import { parseArgs, type ParseArgsConfig } from "node:util";
import { Failure } from "./failure.js";

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/** Reads a command line; where it is wrong, the usage is told beside what is wrong. */
export function parseCommandLine<const T extends ParseArgsConfig>(config: T, usage: string): Parsed<T> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure("BAD_USER_INPUT", `${error.message}\n\n${usage}`);
  }
}
